import type { ScimAnswer } from './ask.ts';
import type { Random } from './random.ts';

/** What the IdP believes of somebody; only an answer changes it. */
export interface Person {
  readonly id: string;
  readonly userName: string;
  /** Undefined for somebody who was there before, and is only linked. */
  readonly externalId: string | undefined;
  givenName: string;
  familyName: string;
  active: boolean;
  divisionId: string | null;
  /** In the order in which they were put into them; the last one decides the division. */
  groups: readonly string[];
  /** Deleted over SCIM. */
  gone: boolean;
  /** A change failed, so nobody knows what they are like: left alone from then on. */
  inDoubt: boolean;
}

/** What requests that go on at the same time may each have to themselves. */
export type Part = 'profile' | 'division';

export interface Beliefs {
  readonly people: readonly Person[];
  add(person: Person): void;
  /** Does `work` with somebody, whose parts are nobody else's meanwhile. Nothing happens where none is found soon. */
  withSomeone(
    parts: readonly Part[],
    fits: (person: Person) => boolean,
    work: (person: Person) => Promise<void>,
  ): Promise<void>;
}

const TRIES = 50;

/** What an IdP knows of the users, so that requests of the same person do not contradict each other. */
export function createBeliefs(random: Random): Beliefs {
  const people: Person[] = [];
  const taken = new Map<Person, Set<Part>>();

  function isFree(person: Person, parts: readonly Part[]): boolean {
    return !person.inDoubt && !parts.some((part) => taken.get(person)?.has(part));
  }

  return {
    people,
    add: (person) => void people.push(person),
    async withSomeone(parts, fits, work) {
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        const person = random.pick(people);
        if (!isFree(person, parts) || !fits(person)) continue;
        const held = taken.get(person) ?? new Set();
        taken.set(person, held);
        for (const part of parts) held.add(part);
        try {
          await work(person);
        } finally {
          for (const part of parts) held.delete(part);
          if (held.size === 0) taken.delete(person);
        }
        return;
      }
    },
  };
}

/** The latest group decides; who is in none any more is in no division (docs/groups.md). */
export function joined(person: Person, groupId: string): Partial<Person> {
  return { groups: [...person.groups, groupId], divisionId: groupId };
}

export function left({ groups, divisionId }: Person, groupId: string): Partial<Person> {
  const others = groups.filter((id) => id !== groupId);
  const decided = groups.at(-1) !== others.at(-1);
  return { groups: others, divisionId: decided ? (others.at(-1) ?? null) : divisionId };
}

/** Takes the changes over when the answer was the expected one; otherwise nobody knows. */
export function believe(person: Person, answer: ScimAnswer | undefined, changes: Partial<Person>): void {
  Object.assign(person, answer ? changes : { inDoubt: true });
}
