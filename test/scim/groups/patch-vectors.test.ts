/**
 * Each PATCH vector for groups over HTTP, on a group of its own:
 *
 *   POST the vector's group -> PATCH -> the answer, a GET, the calls and the divisions are what the vector expects
 */
import t from 'tap';
import type { Resource } from '../../../src/provisioning/resource.ts';
import type { Call } from '../../../src/sandbox/sandbox.ts';
import { areBuiltInsUnharmed } from '../../security/built-ins.ts';
import { type Answer, type Bridge, startBridge } from '../../support/bridge.ts';
import { bodyOf, type Expectation, sameResource, type Vector, vectors } from '../patch/vectors.ts';
import { AS_GROUPS, upstreamMembers } from './as-groups.ts';
import { divisionOf, peopleOf } from './people.ts';

const NAMES = [...'abcdefghz'].map((letter) => `user-${letter}`);

interface Outcome {
  readonly before: Resource;
  readonly answer: Answer;
  readonly after: Resource;
  readonly writes: number;
}

const TARGETS = {
  divisions: {
    environment: {},
    has: (bridge: Bridge, people: readonly string[], id: string) =>
      people.filter((person) => divisionOf(bridge, person) === id),
  },
  "groups of Qualtrics' own": {
    environment: AS_GROUPS,
    has: (bridge: Bridge, _people: readonly string[], id: string) => upstreamMembers(bridge, id),
  },
};

for (const [title, { environment, has }] of Object.entries(TARGETS)) {
  t.test(`PATCH vectors for groups over HTTP: ${title}`, async (t) => {
    const bridge = await startBridge(t, { users: NAMES.length }, environment);
    const people = peopleOf(bridge);
    const ids = NAMES.map((name, index) => [name, people[index] ?? ''] as const);

    const ours = vectors.filter(({ resourceType }) => resourceType === 'Group');
    for (const [index, vector] of ours.entries()) {
      await t.test(`${vector.id}: ${vector.title}`, async (t) => {
        const own = rewritten(vector, [...ids, ['Division', `Division ${index}`]]);
        const { id: _id, ...sent } = own.resource;
        const { body: before } = await bridge.scim('POST', '/Groups', sent);
        t.ok(sameResource({ ...own.resource, id: before.id }, before), 'what was sent is read back');
        const real = rewritten(own, [['group-self', before.id]]);
        bridge.calls();
        const answer = await bridge.scim('PATCH', `/Groups/${before.id}`, bodyOf(real));
        // Who is told to go is asked of Qualtrics to go, who may be none of its members.
        const isDone = ({ method, status }: Call) => method !== 'GET' && Number(status) < 300;
        const writes = bridge.sandbox.calls.filter(isDone).length;
        const { body: after } = await bridge.scim('GET', `/Groups/${before.id}`);

        const seen = { answer: answer.text, after, expected: real.expect };
        t.ok(meets({ before, answer, after, writes }, real.expect), 'as the vector expects', seen);
        const members = (after.members ?? []).map(({ value }: { value: string }) => value);
        t.same(members.sort(), has(bridge, people, after.id).sort(), 'and Qualtrics has the same');
        t.ok(areBuiltInsUnharmed());
      });
    }
    t.comment(`${ours.length} of ${vectors.length} PATCH vectors are for groups and were run over HTTP`);
    t.equal(ours.length, 36);
  });
}

function meets(outcome: Outcome, expected: Expectation): boolean {
  if ('anyOf' in expected) return expected.anyOf.some((one) => meets(outcome, one));
  const { before, answer, after, writes } = outcome;
  const isUnchanged = JSON.stringify(after) === JSON.stringify(before) && writes === 0;
  if ('error' in expected) {
    const { status, scimType } = expected.error;
    return (
      [status].flat().includes(answer.status) &&
      answer.body.status === String(answer.status) &&
      (scimType === undefined || [scimType].flat().includes(answer.body.scimType)) &&
      isUnchanged
    );
  }
  if (answer.status !== 204) return false;
  return 'unchanged' in expected ? isUnchanged : sameResource(after, expected.resource);
}

/** Over the text, so that ids and names change wherever they stand. */
function rewritten(vector: Vector, names: Iterable<readonly [string, string]>): Vector {
  let text = JSON.stringify(vector);
  for (const [name, real] of names) text = text.replaceAll(name, real);
  return JSON.parse(text);
}
