import t from 'tap';
import { ADA, API, start } from './start.ts';

const RIGHT = 'controlPanel.surveyPermissions.editSurveyFlow';
const FULL = {
  ...ADA,
  id: 'UR_ada',
  language: 'en',
  timeZone: 'Europe/London',
  permissions: { [RIGHT]: 'off' },
} as const;

t.test('replace: a PUT nulls every writable field that it leaves out', async (t) => {
  const { sandbox, send } = await start(t);
  const division = sandbox.putDivision({ name: 'Sales' });
  sandbox.putUser({ ...FULL, divisionId: division.id, accountExpirationDate: '2030-01-01T00:00:00Z' });
  t.match(await send('PUT', `${API}/users/UR_ada`, { firstName: 'Augusta' }), { status: 200 });
  t.match(sandbox.user('UR_ada'), {
    firstName: 'Augusta',
    username: null,
    lastName: null,
    email: null,
    userType: null,
    divisionId: null,
    status: null,
    language: null,
    timeZone: null,
    accountExpirationDate: null,
  });
  t.strictSame(sandbox.user('UR_ada')?.permissions, {}, 'overrides are inherited again');
});

t.test(
  'replace: read-only and unknown keys are ignored, so accountStatus does not stand for status',
  async (t) => {
    const { sandbox, send } = await start(t);
    sandbox.putUser(FULL);
    const body = { ...ADA, accountStatus: 'active', id: 'UR_other', organizationId: 'other', colour: 'red' };
    t.match(await send('PUT', `${API}/users/UR_ada`, body), { status: 200 });
    t.match(sandbox.user('UR_ada'), { status: null, username: ADA.username });
    t.equal(sandbox.user('UR_other'), undefined);
  },
);

t.test('replace: the permissions of a PUT are all the overrides there are', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.putUser(FULL);
  const permissions = { contacts: { accountPermissions: { accessPortal: { state: 'on' } } } };
  t.match(await send('PUT', `${API}/users/UR_ada`, { ...ADA, permissions }), { status: 200 });
  t.strictSame(sandbox.user('UR_ada')?.permissions, { 'contacts.accountPermissions.accessPortal': 'on' });
});

t.test('merge: a PUT changes what it names and nothing else', async (t) => {
  const { sandbox, send } = await start(t, { putMode: 'merge' });
  const before = sandbox.putUser(FULL);
  t.match(await send('PUT', `${API}/users/UR_ada`, { status: 'disabled' }), { status: 200 });
  t.strictSame(sandbox.user('UR_ada'), { ...before, status: 'disabled' });
});

t.test('merge: overrides that a PUT names come on top, and userType gives one back', async (t) => {
  const { sandbox, send } = await start(t, { putMode: 'merge' });
  sandbox.putUser(FULL);
  const accessPortal = { state: 'on' };
  await send('PUT', `${API}/users/UR_ada`, {
    permissions: { contacts: { accountPermissions: { accessPortal } } },
  });
  t.strictSame(sandbox.user('UR_ada')?.permissions, {
    [RIGHT]: 'off',
    'contacts.accountPermissions.accessPortal': 'on',
  });
  const editSurveyFlow = { state: 'userType' };
  await send('PUT', `${API}/users/UR_ada`, {
    permissions: { controlPanel: { surveyPermissions: { editSurveyFlow } } },
  });
  t.strictSame(sandbox.user('UR_ada')?.permissions, { 'contacts.accountPermissions.accessPortal': 'on' });
});

t.test('refuse-unknown: one key that is not writable refuses the whole PUT', async (t) => {
  const { sandbox, send } = await start(t, { putMode: 'refuse-unknown' });
  const before = sandbox.putUser(FULL);
  for (const key of ['id', 'accountStatus', 'organizationId', 'lastLoginDate', 'colour', '__proto__']) {
    const body = JSON.parse(JSON.stringify(ADA).replace('{', `{"${key}":"x",`));
    t.match(await send('PUT', `${API}/users/UR_ada`, body), { status: 400 }, key);
  }
  t.strictSame(sandbox.user('UR_ada'), before);
  t.match(await send('PUT', `${API}/users/UR_ada`, { ...ADA, status: 'active' }), { status: 200 });
  t.match(sandbox.user('UR_ada'), { language: null }, 'it replaces otherwise');
});

t.test('an email that is not writable stays, unless unknown keys are refused', async (t) => {
  const { sandbox, send } = await start(t, { emailWritable: false });
  sandbox.putUser(FULL);
  const body = { ...ADA, email: 'new@example.com' };
  t.match(await send('PUT', `${API}/users/UR_ada`, body), { status: 200 });
  t.equal(sandbox.user('UR_ada')?.email, ADA.email);
  sandbox.setOptions({ putMode: 'refuse-unknown' });
  t.match(await send('PUT', `${API}/users/UR_ada`, body), { status: 400 });
});
