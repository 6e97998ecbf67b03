import t from 'tap';
import { type Bridge, startBridge, startBridgeFor } from '../../support/bridge.ts';
import { until } from '../../support/until.ts';
import { AS_GROUPS, groupOf, upstreamMembers } from './as-groups.ts';
import {
  add,
  divisionOf,
  membersOf,
  patchGroup,
  peopleOf,
  pushGroup,
  remove,
  replace,
  values,
} from './people.ts';

for (const dialect of ['recorded', 'seed'] as const) {
  t.test(`${dialect} dialect: a pushed group becomes a group, of the type that is configured`, async (t) => {
    const bridge = await startBridge(t, { dialect, users: 3 }, AS_GROUPS);
    const [ada = '', bo = '', cy = ''] = peopleOf(bridge);
    const before = bridge.sandbox.users();
    const id = await pushGroup(bridge, 'Panel', [ada, bo]);
    t.match(id, /^GR_/);
    t.match(groupOf(bridge, id), { name: 'Panel', type: 'GT_team' });
    t.same(upstreamMembers(bridge, id), [ada, bo].sort());

    t.equal((await patchGroup(bridge, id, add(cy), remove(ada))).status, 204);
    t.same(upstreamMembers(bridge, id), [bo, cy].sort());
    t.same(await membersOf(bridge, id), [bo, cy].sort());
    const body = { displayName: 'Panels', members: values([ada]) };
    t.match((await bridge.scim('PUT', `/Groups/${id}`, body)).body, {
      id,
      displayName: 'Panels',
      members: [{ value: ada }],
    });
    t.match(groupOf(bridge, id), { name: 'Panels', type: 'GT_team', members: [ada] });
    t.equal((await bridge.scim('DELETE', `/Groups/${id}`)).status, 204);
    t.match(groupOf(bridge, id), { name: 'Panels', members: [] }, 'the group itself stays');
    t.equal((await bridge.scim('GET', `/Groups/${id}`)).status, 404);
    t.same(bridge.sandbox.users(), before, 'nothing of any user has changed');
  });
}

t.test('a user may be in many, beside a division', async (t) => {
  const rules = { SCIM_GROUP_RULES: 'QX *=group:GT_qx' };
  const bridge = await startBridge(t, { users: 1, divisions: [] }, rules);
  const [ada = ''] = peopleOf(bridge);
  const sales = await pushGroup(bridge, 'Sales', [ada]);
  const one = await pushGroup(bridge, 'QX One', [ada]);
  const two = await pushGroup(bridge, 'qx Two', [ada]);
  t.same(
    [one, two].map((id) => groupOf(bridge, id)?.type),
    ['GT_qx', 'GT_qx'],
  );
  t.equal(divisionOf(bridge, ada), sales);
  const groups = async () => (await bridge.scim('GET', `/Users/${ada}`)).body.groups;
  t.match(await groups(), [
    { value: sales, display: 'Sales' },
    { value: one, display: 'QX One' },
    { value: two, display: 'qx Two' },
  ]);
  for (const id of [sales, one, two]) {
    const filter = encodeURIComponent(`groups.value eq "${id}"`);
    t.equal((await bridge.scim('GET', `/Users?filter=${filter}`)).body.totalResults, 1);
    const member = encodeURIComponent(`id eq "${id}" and members eq "${ada}"`);
    t.equal((await bridge.scim('GET', `/Groups?filter=${member}`)).body.totalResults, 1);
  }
  await patchGroup(bridge, sales, remove(ada));
  t.equal(divisionOf(bridge, ada), null);
  t.same((await groups()).length, 2, 'leaving the division leaves the groups');
});

t.test('a user keeps memberships when disabled, and loses them when deleted', async (t) => {
  const bridge = await startBridge(t, { users: 1 }, AS_GROUPS);
  const [ada = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Panel', [ada]);
  const Operations = [{ op: 'replace', path: 'active', value: false }];
  t.equal((await bridge.scim('PATCH', `/Users/${ada}`, { Operations })).status, 200);
  t.same(upstreamMembers(bridge, id), [ada]);
  t.equal((await bridge.scim('DELETE', `/Users/${ada}`)).status, 204);
  t.same(await membersOf(bridge, id), []);
  await until('Qualtrics has heard of it', () => upstreamMembers(bridge, id).length === 0);
});

t.test('names are unique among groups of both kinds', async (t) => {
  const bridge = await startBridge(t, { divisions: [] }, { SCIM_GROUP_RULES: 'externalId:x*=group:GT_x' });
  const division = await pushGroup(bridge, 'Sales');
  const push = (displayName: string) => bridge.scim('POST', '/Groups', { displayName, externalId: 'x1' });
  t.match(await push('SALES'), { status: 409, body: { scimType: 'uniqueness' } });
  const { body: group } = await push('Panel');
  t.match(group.id, /^GR_/);
  for (const [id, displayName] of [
    [division, 'panel'],
    [group.id, 'sales'],
  ]) {
    const answer = await bridge.scim('PUT', `/Groups/${id}`, { displayName });
    t.match(answer, { status: 409, body: { scimType: 'uniqueness' } });
  }
});

t.test('a group that Qualtrics has is linked by its name, and pushed groups may be refused', async (t) => {
  const environment = { ...AS_GROUPS, SCIM_GROUP_CREATE: 'deny' };
  const bridge = await startBridge(t, { users: 2 }, environment);
  t.match(await bridge.scim('POST', '/Groups', { displayName: 'Panel' }), {
    status: 403,
    body: { detail: /may not become groups here/ },
  });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const { id } = bridge.sandbox.putGroup({ name: 'Panel', members: [ada] });
  t.equal((await bridge.scim('POST', '/Groups', { displayName: 'panel' })).status, 409);
  const filter = encodeURIComponent('displayName eq "panel"');
  t.equal((await bridge.scim('GET', `/Groups?filter=${filter}`)).body.Resources[0].id, id);
  t.equal((await patchGroup(bridge, id, replace(bo))).status, 204);
  t.same(upstreamMembers(bridge, id), [ada, bo].sort(), 'who was added in Qualtrics is spared');
  t.equal((await patchGroup(bridge, id, remove(ada))).status, 204);
  t.same(upstreamMembers(bridge, id), [bo], 'unless named');
});

t.test('with SCIM_GROUP_DELETE=delete a DELETE deletes it in Qualtrics too', async (t) => {
  const bridge = await startBridge(t, { users: 1 }, { ...AS_GROUPS, SCIM_GROUP_DELETE: 'delete' });
  const people = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Panel', people);
  bridge.calls();
  t.equal((await bridge.scim('DELETE', `/Groups/${id}`)).status, 204);
  t.same(bridge.calls(), [`DELETE /API/v3/groups/${id}`]);
  t.same(bridge.sandbox.groups(), []);
  t.not(await pushGroup(bridge, 'Panel'), id);
});

t.test('a deleted group that is pushed again is the same one, without the members it had', async (t) => {
  const bridge = await startBridge(t, { users: 1 }, AS_GROUPS);
  const id = await pushGroup(bridge, 'Panel', peopleOf(bridge));
  await bridge.scim('DELETE', `/Groups/${id}`);
  t.equal(await pushGroup(bridge, 'PANEL'), id);
  t.match(groupOf(bridge, id), { name: 'PANEL', members: [] });
  t.same(await membersOf(bridge, id), []);
});

t.test('a missing right is told as what it is', async (t) => {
  const bridge = await startBridge(t, {}, AS_GROUPS);
  bridge.sandbox.fault({
    match: { path: '/API/v3/groups', method: 'POST', times: 'always' },
    effect: { kind: 'status', status: 403 },
  });
  t.match(await bridge.scim('POST', '/Groups', { displayName: 'Panel' }), {
    status: 502,
    body: { detail: /brand administrator.*scopes/ },
  });
});

t.test('groups of names that become divisions are not offered, and the other way round', async (t) => {
  const first = await startBridge(t, { divisionsList: true, divisions: ['Sales', 'QX Div'] });
  const { sandbox } = first;
  sandbox.putGroup({ name: 'QX Panel' });
  sandbox.putGroup({ name: 'Sharing' });
  const names = async (bridge: Bridge) => {
    const { body } = await bridge.scim('GET', '/Groups');
    return body.Resources.map(({ displayName }: { displayName: string }) => displayName).sort();
  };
  t.same(await names(first), ['QX Div', 'Sales']);
  const rules = { SCIM_GROUP_RULES: 'QX *=group:GT_x' };
  t.same(await names(await startBridgeFor(t, sandbox, rules)), ['QX Panel', 'Sales']);
  t.same(await names(await startBridgeFor(t, sandbox, AS_GROUPS)), ['QX Panel', 'Sharing']);
});
