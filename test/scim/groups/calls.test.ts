import t from 'tap';
import { startBridge } from '../../support/bridge.ts';
import { add, divisionOf, patchGroup, peopleOf, pushGroup, remove, replace } from './people.ts';

t.test('calls to Qualtrics for changes of members', async (t) => {
  const bridge = await startBridge(t, { users: 150, divisions: [] });
  const people = peopleOf(bridge);
  const hundred = people.slice(0, 100);
  const id = await pushGroup(bridge, 'Sales');
  const counts = () => {
    const calls = bridge.calls();
    const puts = calls.filter((call) => call.startsWith('PUT')).length;
    return { puts, all: calls.length };
  };
  counts();

  await t.test('100 new members: one read and one write each', async (t) => {
    t.equal((await patchGroup(bridge, id, add(...hundred))).status, 204);
    t.same(counts(), { puts: 100, all: 200 });
  });

  await t.test('the same again, in any form: none', async (t) => {
    await patchGroup(bridge, id, add(...hundred));
    await patchGroup(bridge, id, replace(...hundred.toReversed()));
    await patchGroup(bridge, id, remove(...people.slice(100)));
    t.same(counts(), { puts: 0, all: 0 });
  });

  await t.test('members whose division another group decides: none', async (t) => {
    const other = await pushGroup(bridge, 'Trade', hundred.slice(0, 10));
    counts();
    await patchGroup(bridge, id, remove(...hundred.slice(0, 10)));
    t.same(counts(), { puts: 0, all: 0 });
    t.equal(divisionOf(bridge, hundred[0] ?? ''), other);
  });

  await t.test('new members who are in that division by hand: a read each', async (t) => {
    const three = people.slice(100, 103);
    for (const person of three) bridge.sandbox.putUser({ id: person, divisionId: id });
    await patchGroup(bridge, id, add(...three));
    t.same(counts(), { puts: 0, all: 3 });
  });

  await t.test('a replace reads and writes those who come and those who go', async (t) => {
    await patchGroup(bridge, id, replace(...hundred.slice(15), ...people.slice(110, 120)));
    // 5 + 3 go, 10 come; who was taken out above is in the other group.
    t.same(counts(), { puts: 18, all: 36 });
  });
});

t.test('a PATCH of one member of 5,000 reads no other', async (t) => {
  const bridge = await startBridge(t, { users: 5_001, divisions: [] });
  const [one = '', ...people] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Large');
  for (const person of people) bridge.sandbox.putUser({ id: person, divisionId: id });
  t.equal((await patchGroup(bridge, id, replace(...people))).status, 204);
  bridge.calls();
  t.equal((await patchGroup(bridge, id, add(one))).status, 204);
  t.same(bridge.calls(), [`GET /API/v3/users/${one}`, `PUT /API/v3/users/${one}`]);
  t.equal((await patchGroup(bridge, id, remove(people[7] ?? ''))).status, 204);
  t.same(bridge.calls(), [`GET /API/v3/users/${people[7]}`, `PUT /API/v3/users/${people[7]}`]);
});
