import t from 'tap';
import { divisionOf, patchGroup, peopleOf, pushGroup, replace, values } from '../scim/groups/people.ts';
import { type Bridge, startBridge } from '../support/bridge.ts';
import { until } from '../support/until.ts';

/** Every division is what the groups say. */
function areAllIn(bridge: Bridge, people: readonly string[], division: string | null): boolean {
  return people.every((person) => divisionOf(bridge, person) === division);
}

t.test('what an answer has no time for is recorded, answered with success and done later', async (t) => {
  const bridge = await startBridge(
    t,
    { users: 120, divisions: [] },
    { SCIM_ANSWER_DEADLINE_SECONDS: '1', QUALTRICS_CONCURRENCY: '4' },
  );
  const people = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales');
  bridge.sandbox.setOptions({ latencyMs: 100 });
  const body = { displayName: 'Sales', members: values(people) };
  const answer = await bridge.scim('PUT', `/Groups/${id}`, body);
  t.equal(answer.status, 200);
  t.equal(answer.body.members.length, people.length, 'the IdP reads what it said');
  t.notOk(areAllIn(bridge, people, id), 'though it is not done yet');
  bridge.sandbox.setOptions({ latencyMs: 0 });
  await until('everybody is there', () => areAllIn(bridge, people, id));
});

t.test('a leaver is disabled while thousands of moves are due', async (t) => {
  const bridge = await startBridge(
    t,
    { users: 600, divisions: [] },
    { SCIM_ANSWER_DEADLINE_SECONDS: '1', QUALTRICS_CONCURRENCY: '4' },
  );
  const people = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales');
  bridge.sandbox.setOptions({ latencyMs: 50 });
  t.equal((await patchGroup(bridge, id, replace(...people))).status, 204);
  bridge.calls();
  const leaver = people.at(-1) ?? '';
  const leave = { Operations: [{ op: 'replace', path: 'active', value: false }] };
  t.equal((await bridge.scim('PATCH', `/Users/${leaver}`, leave)).status, 200);
  t.equal(bridge.sandbox.user(leaver)?.status, 'disabled');
  t.ok(bridge.calls().length < 60, 'ahead of the moves');
  t.notOk(areAllIn(bridge, people, id));
  bridge.sandbox.setOptions({ latencyMs: 0 });
  await until('everybody is there', () => areAllIn(bridge, people, id));
  t.equal(bridge.sandbox.user(leaver)?.status, 'disabled', 'and their move keeps them so');
});
