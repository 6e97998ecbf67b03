/** What the audit says of groups and of the moves that follow from them. */
import t from 'tap';
import { KEPT_IN_QUALTRICS } from '../provisioning/people.ts';
import { AS_GROUPS } from '../scim/groups/as-groups.ts';
import { peopleOf } from '../scim/groups/people.ts';
import { type Bridge, startBridge } from '../support/bridge.ts';
import { entriesOf, patch } from './entries.ts';

t.test('a group, its members and their moves have entries, all asked for by the same requests', async (t) => {
  const bridge = await startBridge(t);
  const { id } = bridge.sandbox.putUser({ ...KEPT_IN_QUALTRICS, divisionId: null });
  const { body: group } = await bridge.scim('POST', '/Groups', { displayName: 'Sales', externalId: 'idp-s' });
  const one = `/Groups/${group.id}`;
  await bridge.scim('PATCH', one, { Operations: [{ op: 'add', path: 'members', value: [{ value: id }] }] });
  await bridge.scim('PATCH', one, { Operations: [{ op: 'add', path: 'members', value: [{ value: id }] }] });
  await bridge.scim('PATCH', one, patch('displayName', 'Sales EMEA'));
  await bridge.scim('DELETE', one);
  const entry = (action: string, parts: object) => ({
    resourceType: 'Group',
    id: group.id,
    action,
    outcome: 'done',
    ...parts,
  });
  const move = (from: string | null, to: string | null) => ({
    resourceType: 'User',
    id,
    action: 'move',
    outcome: 'done',
    fields: { divisionId: { from, to } },
  });
  t.strictSame(await entriesOf(bridge), [
    entry('create', { fields: { name: { to: 'Sales' } }, kept: { externalId: { to: 'idp-s' } } }),
    entry('members', { members: { added: [id], removed: [] } }),
    move(null, group.id),
    entry('change', { fields: { name: { from: 'Sales', to: 'Sales EMEA' } } }),
    entry('members', { members: { added: [], removed: [id] } }),
    entry('delete', { fields: { name: { from: 'Sales EMEA' } }, kept: { externalId: { from: 'idp-s' } } }),
    move(group.id, null),
  ]);
  const asked = (await bridge.audit()).map(({ askedBy }) => ('method' in askedBy ? askedBy : undefined));
  t.match(
    asked.map((each) => each?.method),
    ['POST', 'PATCH', 'PATCH', 'PATCH', 'DELETE', 'DELETE', 'DELETE'],
  );
  t.equal(asked[1]?.requestId, asked[2]?.requestId, 'the move is of the request that put them in');
});

t.test('what is refused of a group has an entry with the reason', async (t) => {
  const bridge = await startBridge(t);
  await bridge.scim('POST', '/Groups', { displayName: 'Sales' });
  await bridge.scim('POST', '/Groups', { displayName: 'sales' });
  const { id } = (await bridge.scim('GET', '/Groups')).body.Resources[0];
  const stranger = { Operations: [{ op: 'add', path: 'members', value: [{ value: 'UR_nobody' }] }] };
  await bridge.scim('PATCH', `/Groups/${id}`, stranger);
  await bridge.scim('PATCH', '/Groups/DV_nothing', stranger);
  t.match(
    (await entriesOf(bridge)).map(({ action, outcome }) => `${action} ${outcome}`),
    ['create done', 'create taken', 'change invalid'],
  );
});

const refuseMembers = (bridge: Bridge) =>
  bridge.sandbox.fault({
    match: { path: '/API/v3/groups/*/members', method: 'POST' },
    effect: { kind: 'status', status: 400 },
  });

const heads = async (bridge: Bridge) =>
  (await entriesOf(bridge)).map((entry) => [entry.action, entry.outcome, entry.id]);

t.test('a group that was made, and a member whom Qualtrics refuses, are told apart', async (t) => {
  const bridge = await startBridge(t, { users: 1 }, AS_GROUPS);
  const [ada = ''] = peopleOf(bridge);
  refuseMembers(bridge);
  const body = { displayName: 'Panel', members: [{ value: ada }] };
  t.equal((await bridge.scim('POST', '/Groups', body)).status, 400);
  const [{ id = '' } = {}] = bridge.sandbox.groups();
  t.strictSame(await heads(bridge), [
    ['create', 'done', id],
    ['members', 'done', id],
    ['members', 'invalid', id],
  ]);
});

t.test('a change that was recorded is no failed one because Qualtrics refuses a member', async (t) => {
  const bridge = await startBridge(t, { users: 2 }, AS_GROUPS);
  const [ada = '', bob = ''] = peopleOf(bridge);
  const { body: panel } = await bridge.scim('POST', '/Groups', { displayName: 'Panel' });
  refuseMembers(bridge);
  const value = [{ value: ada }, { value: bob }];
  const adding = { Operations: [{ op: 'add', path: 'members', value }] };
  t.equal((await bridge.scim('PATCH', `/Groups/${panel.id}`, adding)).status, 400);
  const [, recorded, ...refused] = await entriesOf(bridge);
  const member = { resourceType: 'Group', id: panel.id, action: 'members' };
  t.match(recorded, { ...member, outcome: 'done', members: { added: [ada, bob], removed: [] } });
  t.match(refused, [{ ...member, outcome: 'invalid', members: { removed: [] } }]);
  t.ok([ada, bob].includes(String(refused[0]?.members?.added)), 'the one whom it refused');
});

t.test('nor because Qualtrics refuses to move one', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const [ada = ''] = peopleOf(bridge);
  const { body: sales } = await bridge.scim('POST', '/Groups', { displayName: 'Sales' });
  const match = { path: `/API/v3/users/${ada}`, method: 'PUT' };
  bridge.sandbox.fault({ match, effect: { kind: 'status', status: 400 } });
  const adding = { Operations: [{ op: 'add', path: 'members', value: [{ value: ada }] }] };
  t.equal((await bridge.scim('PATCH', `/Groups/${sales.id}`, adding)).status, 400);
  t.strictSame(await heads(bridge), [
    ['create', 'done', sales.id],
    ['members', 'done', sales.id],
    ['move', 'invalid', ada],
  ]);
});
