import t from 'tap';
import * as z from 'zod';
import { ADA, API, type Send, start } from './start.ts';

const ACCESS_API = 'controlPanel.accountPermissions.accessApi';
const leaf = z.strictObject({
  calculatedState: z.enum(['on', 'off']),
  state: z.enum(['on', 'off', 'userType']),
});
const userSchema = z.object({
  result: z.object({ permissions: z.record(z.string(), z.record(z.string(), z.record(z.string(), leaf))) }),
});

async function treeOf(send: Send, id: string) {
  return userSchema.parse((await send('GET', `${API}/users/${id}`)).body).result.permissions;
}

t.test('every right that is not overridden is inherited, and follows the user type', async (t) => {
  const { sandbox, send } = await start(t, { putMode: 'merge' });
  sandbox.putUser({ ...ADA, id: 'UR_ada', permissions: { [ACCESS_API]: 'on' } });
  const participant = await treeOf(send, 'UR_ada');
  t.strictSame(participant.controlPanel?.accountPermissions?.accessApi, {
    calculatedState: 'on',
    state: 'on',
  });
  t.strictSame(participant.controlPanel?.accountPermissions?.createSurveys, {
    calculatedState: 'off',
    state: 'userType',
  });
  await send('PUT', `${API}/users/UR_ada`, { userType: 'UT_FULLUSER' });
  const full = await treeOf(send, 'UR_ada');
  t.strictSame(full.controlPanel?.accountPermissions?.createSurveys, {
    calculatedState: 'on',
    state: 'userType',
  });
  t.strictSame(full.controlPanel?.surveyPermissions?.viewPersonalData, {
    calculatedState: 'off',
    state: 'userType',
  });
});

t.test('echoing calculatedState as state freezes what was inherited', async (t) => {
  const { sandbox, send } = await start(t, { putMode: 'merge' });
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  const inherited = { controlPanel: { accountPermissions: { createSurveys: { state: 'off' } } } };
  await send('PUT', `${API}/users/UR_ada`, { permissions: inherited });
  await send('PUT', `${API}/users/UR_ada`, { userType: 'UT_FULLUSER' });
  const tree = await treeOf(send, 'UR_ada');
  t.strictSame(tree.controlPanel?.accountPermissions?.createSurveys, {
    calculatedState: 'off',
    state: 'off',
  });
});

t.test('sending the whole tree back as it was read changes nothing', async (t) => {
  const { sandbox, send } = await start(t);
  const permissions = { [ACCESS_API]: 'on' } as const;
  sandbox.putUser({ ...ADA, id: 'UR_ada', permissions });
  const body = { ...ADA, status: 'active', permissions: await treeOf(send, 'UR_ada') };
  t.match(await send('PUT', `${API}/users/UR_ada`, body), { status: 200 });
  t.strictSame(sandbox.user('UR_ada')?.permissions, permissions);
});

t.test('a division that switches a right off does so for everyone in it', async (t) => {
  const { sandbox, send } = await start(t, { putMode: 'merge' });
  const divisionId = sandbox.putDivision({ permissions: { [ACCESS_API]: 'off' } }).id;
  sandbox.putUser({ ...ADA, id: 'UR_ada', userType: 'UT_BRANDADMIN', permissions: { [ACCESS_API]: 'on' } });
  const state = async () => (await treeOf(send, 'UR_ada')).controlPanel?.accountPermissions?.accessApi;
  t.match(await state(), { calculatedState: 'on' });
  await send('PUT', `${API}/users/UR_ada`, { divisionId });
  t.strictSame(await state(), { calculatedState: 'off', state: 'on' });
});

t.test('a permission of any name is kept, and none reaches the prototype of all objects', async (t) => {
  const { sandbox, send } = await start(t, { putMode: 'merge' });
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  const proto = '{"x":{"polluted":{"state":"on"}}}';
  const permissions = JSON.parse(
    `{"__proto__":${proto},"new":{"__proto__":${proto},"a":{"b":{"state":"off"}}}}`,
  );
  t.match(await send('PUT', `${API}/users/UR_ada`, { permissions }), { status: 200 });
  t.strictSame((await treeOf(send, 'UR_ada')).new, { a: { b: { calculatedState: 'off', state: 'off' } } });
  t.notOk('polluted' in {} || 'x' in {});
});
