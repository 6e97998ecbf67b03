import t from 'tap';
import { startBridge } from '../../support/bridge.ts';
import { add, divisionOf, membersOf, patchGroup, peopleOf, pushGroup, remove } from './people.ts';

t.test('a user shows its groups wherever it is shown', async (t) => {
  const bridge = await startBridge(t, { users: 2, divisions: [] });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const [sales, trade] = [
    await pushGroup(bridge, 'Sales', [ada, bo]),
    await pushGroup(bridge, 'Trade', [ada]),
  ];
  const both = [
    { value: sales, display: 'Sales', type: 'direct' },
    { value: trade, display: 'Trade', type: 'direct' },
  ];
  t.same((await bridge.scim('GET', `/Users/${ada}`)).body.groups, both);
  const { Resources: listed } = (await bridge.scim('GET', '/Users')).body;
  t.same(listed.find(({ id }: { id: string }) => id === ada).groups, both);
  const patch = { Operations: [{ op: 'replace', path: 'nickName', value: 'Addie' }] };
  t.same((await bridge.scim('PATCH', `/Users/${ada}`, patch)).body.groups, both);
  const { userName, name } = (await bridge.scim('GET', `/Users/${ada}`)).body;
  t.same((await bridge.scim('PUT', `/Users/${ada}`, { userName, name })).body.groups, both);
  t.same((await bridge.scim('GET', `/Users/${bo}?attributes=groups`)).body.groups, both.slice(0, 1));
});

t.test('groups of a user are not written through the user', async (t) => {
  const bridge = await startBridge(t, { users: 1, divisions: [] });
  const [ada = ''] = peopleOf(bridge);
  const [sales, trade] = [await pushGroup(bridge, 'Sales', [ada]), await pushGroup(bridge, 'Trade')];
  const { body: before } = await bridge.scim('GET', `/Users/${ada}`);
  const groups = [{ value: trade }];
  await bridge.scim('PUT', `/Users/${ada}`, { ...before, groups });
  await bridge.scim('PUT', `/Users/${ada}`, { ...before, groups: [] });
  await bridge.scim('PATCH', `/Users/${ada}`, { Operations: [{ op: 'replace', value: { groups } }] });
  const { status } = await bridge.scim('PATCH', `/Users/${ada}`, {
    Operations: [{ op: 'remove', path: 'groups' }],
  });
  t.equal(status, 400, 'by path, RFC 7644 has it refused');
  t.same((await bridge.scim('GET', `/Users/${ada}`)).body.groups, before.groups);
  t.equal(divisionOf(bridge, ada), sales);
  const { body: created } = await bridge.scim('POST', '/Users', {
    userName: 'new@example.com',
    name: { givenName: 'New', familyName: 'Comer' },
    groups,
  });
  t.equal(created.groups, undefined);
  t.same(await membersOf(bridge, trade), []);
});

t.test('users are found by group', async (t) => {
  const bridge = await startBridge(t, { users: 3, divisions: [] });
  const [ada = '', bo = '', cy = ''] = peopleOf(bridge);
  const sales = await pushGroup(bridge, 'Sales', [ada, bo]);
  const trade = await pushGroup(bridge, 'Trade', [ada]);
  bridge.sandbox.putUser({ id: cy, divisionId: sales });
  await bridge.scim('GET', `/Users/${cy}`);
  const found = async (filter: string) => {
    const { body } = await bridge.scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    return body.Resources.map(({ id }: { id: string }) => id).sort();
  };
  t.same(await found(`groups.value eq "${sales}"`), [ada, bo, cy].sort());
  t.same(await found(`groups eq "${trade}"`), [ada]);
  t.same(await found(`groups.value eq "${trade}" and active eq true`), [ada]);
  t.same(await found('groups.value eq "DV_none"'), []);
  t.same(await found('groups.display eq "trade"'), [ada]);
});

t.test(
  'a user who is told to leave by the ledger is not shown as a member until the move is made',
  async (t) => {
    const bridge = await startBridge(t, { users: 1, divisions: [] });
    const [ada = ''] = peopleOf(bridge);
    const sales = await pushGroup(bridge, 'Sales', [ada]);
    bridge.sandbox.fault({
      match: { method: 'PUT', times: 'always' },
      effect: { kind: 'status', status: 400 },
    });
    t.equal((await patchGroup(bridge, sales, remove(ada))).status, 400);
    t.equal(divisionOf(bridge, ada), sales, 'Qualtrics still has them there');
    t.same(await membersOf(bridge, sales), []);
    t.equal((await bridge.scim('GET', `/Users/${ada}`)).body.groups, undefined);
    t.equal((await bridge.scim('GET', `/Groups?filter=members%20eq%20%22${ada}%22`)).body.totalResults, 0);
  },
);

t.test('a deactivated user keeps its groups, one deleted over SCIM leaves them', async (t) => {
  const bridge = await startBridge(t, { users: 2, divisions: [] });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const sales = await pushGroup(bridge, 'Sales', [ada, bo]);
  const active = (value: boolean) =>
    bridge.scim('PATCH', `/Users/${ada}`, { Operations: [{ op: 'replace', path: 'active', value }] });
  t.equal((await active(false)).body.groups.length, 1);
  t.same(await membersOf(bridge, sales), [ada, bo].sort());
  t.equal((await active(true)).body.groups.length, 1);
  t.equal(divisionOf(bridge, ada), sales);

  t.equal((await bridge.scim('DELETE', `/Users/${bo}`)).status, 204);
  t.same(await membersOf(bridge, sales), [ada]);
  t.match(await patchGroup(bridge, sales, add(bo)), { status: 400, body: { detail: new RegExp(bo) } });
});
