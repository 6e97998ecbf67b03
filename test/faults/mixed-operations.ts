import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { Answer } from '../support/bridge.ts';
import { replace } from './outage.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What the IdP wants of one user in the end. */
export interface Person {
  readonly userName: string;
  readonly externalId: string;
  readonly familyName: string;
  readonly title: string;
  readonly department: string;
  readonly active: boolean;
  /** Indices of groups, the one that was joined last at the end. */
  readonly groups: readonly number[];
}

type Step =
  | { readonly kind: 'familyName' | 'title' | 'department'; readonly to: string }
  | { readonly kind: 'active'; readonly to: boolean }
  | { readonly kind: 'join'; readonly group: number }
  | { readonly kind: 'leave'; readonly group: number };

/** One user's life: created, then a step at a time. */
export interface Life {
  readonly userName: string;
  readonly externalId: string;
  readonly steps: readonly Step[];
}

const STEPS = 7;

const word = fc.stringMatching(/^[A-Z][a-z]{3,7}$/);

const step = (groups: number): fc.Arbitrary<Step> => {
  const group = fc.nat(groups - 1);
  return fc.oneof(
    fc.record({ kind: fc.constantFrom('familyName', 'title', 'department'), to: word }),
    fc.record({ kind: fc.constant('active' as const), to: fc.boolean() }),
    fc.record({ kind: fc.constant('join' as const), group }),
    fc.record({ kind: fc.constant('leave' as const), group }),
  );
};

/** So many lives of one creation and seven changes each; the same for the same seed. */
export function livesOf(seed: number, users: number, groups: number): readonly Life[] {
  const steps = fc.array(step(groups), { minLength: STEPS, maxLength: STEPS });
  return fc.sample(steps, { seed, numRuns: users }).map((steps, index) => ({
    userName: `person${index}@example.com`,
    externalId: `00u-${seed}-${index}`,
    steps,
  }));
}

/** What such a life comes to. */
export function endOf({ userName, externalId, steps }: Life): Person {
  const end = { familyName: 'Marsh', title: 'Clerk', department: 'Sales', active: true };
  let groups: readonly number[] = [];
  for (const each of steps) {
    if (each.kind === 'leave') groups = groups.filter((group) => group !== each.group);
    // Who is in it already does not join again.
    else if (each.kind === 'join') groups = groups.includes(each.group) ? groups : [...groups, each.group];
    else Object.assign(end, { [each.kind]: each.to });
  }
  return { userName, externalId, ...end, groups };
}

export type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** Lives a life as an IdP does: one request after the other, each repeated until it is answered with a success. */
export async function live(
  life: Life,
  groupIds: readonly string[],
  send: Send,
  onDone: () => void,
): Promise<string> {
  const id = await created(life, send);
  onDone();
  for (const each of life.steps) {
    const [path, body] = requestOf(each, id, groupIds);
    await insist(() => send('PATCH', path, body));
    onDone();
  }
  return id;
}

async function created({ userName, externalId }: Life, send: Send): Promise<string> {
  const body = {
    userName,
    externalId,
    name: { givenName: 'Ada', familyName: 'Marsh' },
    emails: [{ value: userName, primary: true }],
    active: true,
    title: 'Clerk',
    [ENTERPRISE]: { department: 'Sales' },
  };
  const { status, body: user } = await insist(() => send('POST', '/Users', body), [409]);
  if (status !== 409) return user.id;
  // Made by a request whose answer was lost: IdPs look it up and link it.
  const { body: found } = await insist(() =>
    send('GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`),
  );
  const [{ id }] = found.Resources;
  await insist(() => send('PUT', `/Users/${id}`, body));
  return id;
}

function requestOf(step: Step, id: string, groupIds: readonly string[]): readonly [string, object] {
  switch (step.kind) {
    case 'join':
      return [
        `/Groups/${groupIds[step.group]}`,
        { Operations: [{ op: 'add', path: 'members', value: [{ value: id }] }] },
      ];
    case 'leave':
      return [
        `/Groups/${groupIds[step.group]}`,
        { Operations: [{ op: 'remove', path: `members[value eq "${id}"]` }] },
      ];
    case 'familyName':
      return [`/Users/${id}`, replace('name.familyName', step.to)];
    case 'department':
      return [`/Users/${id}`, replace(`${ENTERPRISE}:department`, step.to)];
    case 'active':
    case 'title':
      return [`/Users/${id}`, replace(step.kind, step.to)];
  }
}

/** Asks until the answer is a success, or one of those; what is refused for good throws. */
async function insist(ask: () => Promise<Answer>, also: readonly number[] = []): Promise<Answer> {
  for (let tries = 0; tries < 2_000; tries++) {
    // No answer at all: the process is gone, and another will be there.
    const answer = await ask().catch(() => undefined);
    if (answer && (answer.status < 300 || also.includes(answer.status))) return answer;
    if (answer && answer.status !== 503) throw new Error(`refused: ${answer.status} ${answer.text}`);
    await delay(25);
  }
  throw new Error('no success in 2,000 tries');
}

/** The resource's part that a life decides. */
export function personOf(resource: Answer['body'], groupIds: readonly string[]): Person {
  const { userName, externalId, name, title, active, groups = [] } = resource;
  const { department } = resource[ENTERPRISE];
  const joined = groups.map(({ value }: { value: string }) => groupIds.indexOf(value));
  return { userName, externalId, familyName: name.familyName, title, department, active, groups: joined };
}
