import t from 'tap';
import * as z from 'zod';
import { ADA, API, pageOf, start } from './start.ts';

const groupSchema = z.object({ result: z.object({ groupId: z.string() }) });

t.test('a group is created, read, listed, changed and deleted', async (t) => {
  const { sandbox, send } = await start(t);
  const divisionId = sandbox.divisions()[0]?.id;
  const created = await send('POST', `${API}/groups`, { type: 'GT_team', name: 'Panel team', divisionId });
  const { groupId } = groupSchema.parse(created.body).result;
  t.match(groupId, /^GR_/);
  const path = `${API}/groups/${groupId}`;
  t.match(await send('GET', path), {
    status: 200,
    body: {
      result: { id: groupId, type: 'GT_team', name: 'Panel team', divisionId, organizationId: 'sandbox' },
    },
  });
  t.match(await send('PUT', path, { name: 'Panels' }), { status: 200 });
  t.strictSame(pageOf(await send('GET', `${API}/groups?divisionId=${divisionId}`)).elements, [
    { id: groupId, name: 'Panels' },
  ]);
  t.strictSame(pageOf(await send('GET', `${API}/groups?divisionId=DV_other`)).elements, []);
  t.match(await send('DELETE', path), { status: 200 });
  t.match(await send('DELETE', path), { status: 404 });
});

t.test(
  'members are added by id, listed like users, removed by path, and leave with their account',
  async (t) => {
    const { sandbox, send } = await start(t);
    const created = await send('POST', `${API}/groups`, { type: 'GT_team', name: 'Team' });
    const members = `${API}/groups/${groupSchema.parse(created.body).result.groupId}/members`;
    const ids = ['UR_a', 'UR_b'];
    for (const id of ids) {
      sandbox.putUser({ ...ADA, id, username: `${id}@example.com` });
      t.match(await send('POST', members, { userId: id }), { status: 200 });
    }
    const listed = pageOf(await send('GET', members)).elements;
    t.strictSame(
      listed.map(({ id }) => id),
      ids,
    );
    t.match(listed[0], { username: 'UR_a@example.com', accountStatus: 'active' });
    t.match(await send('DELETE', `${members}/UR_a`), { status: 200 });
    t.match(await send('DELETE', `${members}/UR_a`), { status: 404 });
    await send('DELETE', `${API}/users/UR_b`);
    t.strictSame(pageOf(await send('GET', members)).elements, []);
    t.match(await send('POST', members, { userId: 'UR_b' }), { status: 400 });
  },
);

t.test('a group without type or name, or in a division that is not there, is refused', async (t) => {
  const { send } = await start(t);
  const group = { type: 'GT_team', name: 'Team' };
  for (const change of [{ type: undefined }, { name: '' }, { divisionId: 'DV_none' }]) {
    t.match(await send('POST', `${API}/groups`, { ...group, ...change }), { status: 400 });
  }
});

t.test('seed: the id of a new group is called id', async (t) => {
  const { send } = await start(t, { dialect: 'seed' });
  const created = await send('POST', `${API}/groups`, { type: 'GT_team', name: 'Team' });
  t.match(created.body, { result: { id: /^GR_/ } });
});

t.test('the organization counts its users, and knows no other organization', async (t) => {
  const { send } = await start(t, { users: 4 });
  t.match(await send('GET', `${API}/organizations/sandbox`), {
    status: 200,
    body: { result: { id: 'sandbox', status: 'Active', stats: { loginActivity: { totalUsers: 5 } } } },
  });
  t.match(await send('GET', `${API}/organizations/other`), { status: 404 });
});
