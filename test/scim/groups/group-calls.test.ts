import t from 'tap';
import { startBridge } from '../../support/bridge.ts';
import { AS_GROUPS } from './as-groups.ts';
import { add, patchGroup, peopleOf, pushGroup, remove, replace } from './people.ts';

t.test('calls to Qualtrics for changes of members of its own groups', async (t) => {
  const bridge = await startBridge(t, { users: 150 }, AS_GROUPS);
  const people = peopleOf(bridge);
  const hundred = people.slice(0, 100);
  const id = await pushGroup(bridge, 'Panel');
  const counts = () => {
    const calls = bridge.calls();
    const of = (method: string) => calls.filter((call) => call.startsWith(method)).length;
    return { posts: of('POST'), deletes: of('DELETE'), all: calls.length };
  };
  counts();

  await t.test('100 new members: one each', async (t) => {
    t.equal((await patchGroup(bridge, id, add(...hundred))).status, 204);
    t.same(counts(), { posts: 100, deletes: 0, all: 100 });
  });

  await t.test('the same again, in any form: none', async (t) => {
    await patchGroup(bridge, id, add(...hundred));
    await patchGroup(bridge, id, replace(...hundred.toReversed()));
    t.same(counts(), { posts: 0, deletes: 0, all: 0 });
  });

  await t.test('a replace makes one for each who comes or goes', async (t) => {
    await patchGroup(bridge, id, replace(...hundred.slice(15), ...people.slice(110, 120)));
    t.same(counts(), { posts: 10, deletes: 15, all: 25 });
  });

  await t.test('lists of groups, with members or without: none', async (t) => {
    await bridge.scim('GET', '/Groups');
    await bridge.scim('GET', `/Groups/${id}`);
    await bridge.scim('GET', '/Groups?excludedAttributes=members');
    t.same(counts(), { posts: 0, deletes: 0, all: 0 });
  });
});

t.test('a PATCH of one member of 5,000 reads no other', async (t) => {
  const bridge = await startBridge(t, { users: 5_001 }, AS_GROUPS);
  const [one = '', ...people] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Large', people.slice(0, 5_000));
  bridge.calls();
  t.equal((await patchGroup(bridge, id, add(one))).status, 204);
  t.same(bridge.calls(), [`POST /API/v3/groups/${id}/members`]);
  t.equal((await patchGroup(bridge, id, remove(people[7] ?? ''))).status, 204);
  t.same(bridge.calls(), [`DELETE /API/v3/groups/${id}/members/${people[7]}`]);
});
