import { type ConflictPolicy, effectiveDivision } from '../../src/provisioning/groups/effective-division.ts';

interface Person {
  /** Groups by name, oldest first. */
  groups: string[];
  /** Of the group of that name, or a division of another name; null: none. */
  division: string | null;
}

/** What a bridge has to make of requests that come one after the other, by names. */
export class GroupModel {
  readonly people: Map<string, Person>;
  readonly live = new Set<string>();
  readonly #policy: ConflictPolicy;
  readonly #fallback: string | null;

  constructor(people: readonly string[], policy: ConflictPolicy, fallback: string | null) {
    this.people = new Map(people.map((name) => [name, { groups: [], division: null }]));
    this.#policy = policy;
    this.#fallback = fallback;
  }

  /** False when the policy has it refused. */
  add(group: string, names: readonly string[]): boolean {
    const fresh = this.#of(names).filter(({ groups }) => !groups.includes(group));
    if (this.#policy.kind === 'reject' && fresh.some(({ groups }) => groups.length > 0)) return false;
    for (const person of fresh) this.#change(person, [...person.groups, group], true);
    return true;
  }

  remove(group: string, names: readonly string[]): void {
    for (const person of this.#of(names)) {
      const isSeen = person.groups.length === 0 && person.division === group;
      if (isSeen) person.division = this.#fallback;
      else this.#leave(person, group);
    }
  }

  /** Who is in the division without the IdP's doing is not meant. */
  replace(group: string, names: readonly string[]): boolean {
    if (!this.add(group, names)) return false;
    for (const [name, person] of this.people) if (!names.includes(name)) this.#leave(person, group);
    return true;
  }

  delete(group: string): void {
    this.replace(group, []);
    this.live.delete(group);
  }

  leaveAll(name: string): void {
    for (const person of this.#of([name])) person.groups = [];
  }

  moveByHand(name: string, division: string | null): void {
    for (const person of this.#of([name])) person.division = division;
  }

  #of(names: readonly string[]): Person[] {
    return [...new Set(names)].flatMap((name) => this.people.get(name) ?? []);
  }

  #leave(person: Person, group: string): void {
    this.#change(
      person,
      person.groups.filter((other) => other !== group),
      false,
    );
  }

  #change(person: Person, groups: string[], isNew: boolean): void {
    const [before, after] = [this.#decides(person.groups), this.#decides(groups)];
    person.groups = groups;
    if (before === after) return;
    if (isNew || person.division === before) person.division = after ?? this.#fallback;
  }

  #decides(groups: readonly string[]): string | undefined {
    const rows = groups.map((groupId, seq) => ({ groupId, userId: '', seq }));
    return effectiveDivision(rows, this.#policy)?.groupId;
  }
}
