import t from 'tap';
import {
  add,
  divisionOf,
  membersOf,
  patchGroup,
  peopleOf,
  pushGroup,
  remove,
  values,
} from '../scim/groups/people.ts';
import { type Bridge, startBridge } from '../support/bridge.ts';
import { until } from '../support/until.ts';

const DOWN = { kind: 'status', status: 503 } as const;

/** Every division is what the groups say. */
function areAllIn(bridge: Bridge, people: readonly string[], division: string | null): boolean {
  return people.every((person) => divisionOf(bridge, person) === division);
}

t.test('a user whom Qualtrics refuses stops nobody else, and the answer tells', async (t) => {
  const bridge = await startBridge(t, { users: 30, divisions: [] });
  const [odd = '', ...others] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales');
  const fault = bridge.sandbox.fault({
    match: { method: 'PUT', path: `/API/v3/users/${odd}`, times: 'always' },
    effect: { kind: 'status', status: 400, errorMessage: 'No seat is left.' },
  });
  const answer = await patchGroup(bridge, id, add(odd, ...others));
  t.match(answer, { status: 400, body: { scimType: 'invalidValue' } });
  t.match(answer.body.detail, new RegExp(`memberships are recorded.* user ${odd}; .*No seat is left`));
  t.ok(areAllIn(bridge, others, id));
  t.equal((await membersOf(bridge, id)).length, 30);

  t.equal((await patchGroup(bridge, id, add(odd, ...others))).status, 400, 'the repeated request tells too');
  fault.cancel();
  bridge.calls();
  t.equal((await patchGroup(bridge, id, add(odd, ...others))).status, 204);
  t.equal(divisionOf(bridge, odd), id);
  t.same(
    bridge.calls().filter((call) => !call.includes(odd)),
    [],
    'and asks for nobody else',
  );
});

t.test('an outage is told before what Qualtrics has against a single user', async (t) => {
  const bridge = await startBridge(t, { users: 2, divisions: [] });
  const [odd = '', other = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales');
  for (const [person, status] of [
    [odd, 400],
    [other, 503],
  ] as const) {
    const match = { method: 'PUT', path: `/API/v3/users/${person}`, times: 'always' } as const;
    bridge.sandbox.fault({ match, effect: { kind: 'status', status } });
  }
  const answer = await patchGroup(bridge, id, add(odd, other));
  t.equal(answer.status, 503, 'so that the IdP comes back');
  t.match(answer.body.detail, new RegExp(`users ${odd}, ${other}`));
});

for (const [title, effect] of Object.entries({
  'answers 503': DOWN,
  'cuts connections': { kind: 'reset-before' },
  'answers 500 to every write': { kind: 'status', status: 500 },
} as const)) {
  t.test(
    `when Qualtrics ${title} in the middle, the IdP hears of it and the rest is done later`,
    async (t) => {
      const bridge = await startBridge(t, { users: 60, divisions: [] });
      const people = peopleOf(bridge);
      const id = await pushGroup(bridge, 'Sales', people.slice(0, 5));
      const method = title.includes('write') ? { method: 'PUT' } : {};
      bridge.sandbox.fault({ match: { ...method, skip: 20, times: 'always' }, effect });
      const body = { displayName: 'Sales', members: values(people.slice(5)) };
      const answer = await bridge.scim('PUT', `/Groups/${id}`, body);
      t.equal(answer.status, 503, answer.text);
      t.match(answer.headers.get('retry-after'), /^\d+$/);
      t.match(answer.body.detail, /The memberships are recorded/);
      t.notOk(areAllIn(bridge, people.slice(5), id));
      t.same(await membersOf(bridge, id), people.slice(5).sort(), 'the ledger has it');
      bridge.sandbox.clearFaults();
      // Repeats are harmless, also beside the worker, and end with what was asked for.
      let last = answer;
      await until('a repeat is answered well', async () => {
        last = await bridge.scim('PUT', `/Groups/${id}`, body);
        return last.status !== 503;
      });
      t.equal(last.status, 200);
      await until('everybody is there', () => areAllIn(bridge, people.slice(5), id));
      await until('and the others are out', () => areAllIn(bridge, people.slice(0, 5), null));
    },
  );
}

t.test('a throttled change of members says when to come back', async (t) => {
  const bridge = await startBridge(t, { users: 3, divisions: [] });
  const people = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales');
  const effect = { kind: 'status', status: 429, retryAfter: 30 } as const;
  bridge.sandbox.fault({ match: { times: 'always' }, effect });
  const answer = await patchGroup(bridge, id, add(...people.slice(0, 1)));
  t.ok([429, 503].includes(answer.status), answer.text);
  t.match(answer.headers.get('retry-after'), /^\d+$/);
});

t.test('a group is deleted for good, also when its members cannot be moved at once', async (t) => {
  const bridge = await startBridge(t, { users: 5, divisions: [] });
  const people = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales', people);
  bridge.sandbox.fault({ match: { method: 'PUT', times: 'always' }, effect: DOWN });
  t.equal((await bridge.scim('DELETE', `/Groups/${id}`)).status, 503);
  t.equal((await bridge.scim('DELETE', `/Groups/${id}`)).status, 404, 'it is gone, and a repeat is told so');
  bridge.sandbox.clearFaults();
  const [ada = ''] = people;
  const other = await pushGroup(bridge, 'Other', [ada]);
  await patchGroup(bridge, other, remove(ada));
  await until('everybody is out', () => areAllIn(bridge, people, null));
});
