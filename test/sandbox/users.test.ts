import t from 'tap';
import { ADA, API, envelopeOf, idOf, pageOf, start } from './start.ts';

t.test('a created user answers its id alone and reads back, active and outside every division', async (t) => {
  const { sandbox, send } = await start(t);
  const created = await send('POST', `${API}/users`, { ...ADA, language: 'es', timeZone: 'Europe/Madrid' });
  const id = idOf(created);
  t.match(id, /^UR_[A-Za-z0-9]{15}$/);
  t.match(created, { status: 200, body: { meta: { httpStatus: '200 - OK', requestId: String } } });
  t.strictSame(envelopeOf(created).result, { id });
  t.match(await send('GET', `${API}/users/${id}`), {
    status: 200,
    body: {
      result: {
        ...ADA,
        id,
        organizationId: 'sandbox',
        language: 'es',
        timeZone: 'Europe/Madrid',
        divisionId: null,
        accountStatus: 'active',
        unsubscribed: false,
        accountExpirationDate: null,
        accountCreationDate: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
        lastLoginDate: null,
      },
    },
  });
  t.equal(sandbox.user(id)?.username, ADA.username);
});

t.test('each of the required fields is required, the password when the option says so', async (t) => {
  const { sandbox, send } = await start(t);
  for (const name of Object.keys(ADA)) {
    t.match(await send('POST', `${API}/users`, { ...ADA, [name]: undefined }), { status: 400 }, name);
  }
  sandbox.setOptions({ requirePassword: true });
  t.match(await send('POST', `${API}/users`, ADA), { status: 400 });
  t.match(await send('POST', `${API}/users`, { ...ADA, password: 'a long one' }), { status: 200 });
  t.equal(sandbox.users().length, 2, 'the owner and Ada');
});

t.test('values that Qualtrics does not know are refused and change nothing', async (t) => {
  const { sandbox, send } = await start(t);
  const before = sandbox.putUser({ ...ADA, id: 'UR_ada' });
  const refused = [
    { userType: 'UT_NOBODY' },
    { divisionId: 'DV_nowhere' },
    { status: 'asleep' },
    { username: 'no-address' },
    { username: 'two words@example.com' },
    { lastName: 'Lovelace; DROP' },
    { firstName: '' },
    { username: null },
    { email: 7 },
    { accountExpirationDate: 'tomorrow' },
    { accountExpirationDate: '2030-01-01T00:00:00.000Z' },
    { permissions: { controlPanel: { surveyPermissions: { editSurveyFlow: { state: 'maybe' } } } } },
    { permissions: true },
  ];
  for (const change of refused) {
    const answered = await send('PUT', `${API}/users/UR_ada`, { ...ADA, ...change });
    t.match(
      answered,
      { status: 400, body: { meta: { error: { errorCode: 'SANDBOX_INVALID' } } } },
      JSON.stringify(change),
    );
  }
  t.strictSame(sandbox.user('UR_ada'), before);
});

t.test('a value that a user has already passes, whatever it is', async (t) => {
  const { sandbox, send } = await start(t);
  const odd = {
    username: 'odd',
    userType: 'UT_GONE',
    divisionId: 'DV_gone',
    status: 'locked',
    lastName: null,
  };
  sandbox.putUser({ ...ADA, id: 'UR_odd', ...odd });
  t.match(await send('PUT', `${API}/users/UR_odd`, { ...ADA, ...odd, firstName: 'New' }), { status: 200 });
  t.match(sandbox.user('UR_odd'), { ...odd, firstName: 'New' });
});

t.test(
  'an expiration date reads back in UTC; one with milliseconds passes when the option says so',
  async (t) => {
    const { sandbox, send } = await start(t, { putMode: 'merge' });
    sandbox.putUser({ ...ADA, id: 'UR_ada' });
    await send('PUT', `${API}/users/UR_ada`, { accountExpirationDate: '2030-01-01T00:00:00+02:00' });
    t.equal(sandbox.user('UR_ada')?.accountExpirationDate, '2029-12-31T22:00:00Z');
    sandbox.setOptions({ millisecondDates: 'accepted' });
    await send('PUT', `${API}/users/UR_ada`, { accountExpirationDate: '2031-01-01T00:00:00.000Z' });
    t.equal(sandbox.user('UR_ada')?.accountExpirationDate, '2031-01-01T00:00:00Z');
  },
);

t.test('usernames are unique in any letter case, or only in the same when the option says so', async (t) => {
  const { sandbox, send } = await start(t);
  t.match(await send('POST', `${API}/users`, ADA), { status: 200 });
  const shouting = { ...ADA, username: 'ADA@example.com' };
  t.match(await send('POST', `${API}/users`, shouting), {
    status: 400,
    body: { meta: { error: { errorMessage: /username is already in use/ } } },
  });
  sandbox.setOptions({ duplicateStatus: 409 });
  t.match(await send('POST', `${API}/users`, shouting), { status: 409 });
  sandbox.setOptions({ usernameCase: 'sensitive' });
  t.match(await send('POST', `${API}/users`, shouting), { status: 200 });
  t.match(await send('POST', `${API}/users`, shouting), { status: 409 });
});

t.test('a username can be taken over by a PUT only when nobody has it', async (t) => {
  const { sandbox, send } = await start(t, { putMode: 'merge' });
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  const bob = idOf(await send('POST', `${API}/users`, { ...ADA, username: 'bob@example.com' }));
  t.match(await send('PUT', `${API}/users/${bob}`, { username: 'Ada@example.com' }), { status: 400 });
  t.match(
    await send('PUT', `${API}/users/UR_ada`, { username: 'Ada@Example.com' }),
    { status: 200 },
    'own name',
  );
  t.match(await send('PUT', `${API}/users/UR_ada`, { username: 'augusta@example.com' }), { status: 200 });
  t.match(
    await send('PUT', `${API}/users/${bob}`, { username: 'ada@example.com' }),
    { status: 200 },
    'it is free',
  );
  t.match(await send('DELETE', `${API}/users/UR_ada`), { status: 200 });
  t.match(await send('PUT', `${API}/users/${bob}`, { username: 'augusta@example.com' }), { status: 200 });
});

t.test('usernames are kept as given: with the suffix of a single sign-on brand, or without', async (t) => {
  const { sandbox, send } = await start(t);
  for (const username of ['ada@example.com', 'ada@example.com#sandbox', '1352432#sandbox']) {
    const id = idOf(await send('POST', `${API}/users`, { ...ADA, username }));
    t.equal(sandbox.user(id)?.username, username);
  }
});

t.test('status and permissions in a create are ignored, refused or accepted', async (t) => {
  const { sandbox, send } = await start(t);
  const permissions = { contacts: { accountPermissions: { accessPortal: { state: 'off' } } } };
  const body = { ...ADA, status: 'disabled', permissions };
  const ignored = idOf(await send('POST', `${API}/users`, body));
  t.match(sandbox.user(ignored), { status: 'active', permissions: {} });
  sandbox.setOptions({ createExtras: 'refused' });
  const second = { ...body, username: 'second@example.com' };
  t.match(await send('POST', `${API}/users`, second), { status: 400 });
  sandbox.setOptions({ createExtras: 'accepted' });
  const accepted = idOf(await send('POST', `${API}/users`, second));
  t.strictSame(sandbox.user(accepted)?.permissions, { 'contacts.accountPermissions.accessPortal': 'off' });
  t.equal(sandbox.user(accepted)?.status, 'disabled');
});

t.test('a DELETE removes the user for good, or disables where the brand is set so', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  sandbox.setOptions({ deleteEffect: 'disable' });
  t.match(await send('DELETE', `${API}/users/UR_ada`), { status: 200 });
  t.equal(sandbox.user('UR_ada')?.status, 'disabled');
  sandbox.setOptions({ deleteEffect: 'remove' });
  t.match(await send('DELETE', `${API}/users/UR_ada`), { status: 200 });
  t.match(await send('DELETE', `${API}/users/UR_ada`), {
    status: 404,
    body: { meta: { error: { errorCode: 'ESSG_2', errorMessage: 'UR_ada not found' } } },
  });
  t.match(await send('GET', `${API}/users/UR_ada`), { status: 404 });
});

t.test(
  'divisionId null moves a user out of a division, or is refused where the option says so',
  async (t) => {
    const { sandbox, send } = await start(t, { putMode: 'merge', nullDivision: 'refused' });
    const divisionId = sandbox.putDivision({}).id;
    sandbox.putUser({ ...ADA, id: 'UR_ada', divisionId });
    t.match(await send('PUT', `${API}/users/UR_ada`, { divisionId: null }), { status: 400 });
    sandbox.setOptions({ nullDivision: 'accepted' });
    t.match(await send('PUT', `${API}/users/UR_ada`, { divisionId: null }), { status: 200 });
    t.equal(sandbox.user('UR_ada')?.divisionId, null);
  },
);

t.test('the list shows 8 fields of each user', async (t) => {
  const { sandbox, send } = await start(t);
  const [owner] = pageOf(await send('GET', `${API}/users`)).elements;
  t.strictSame(owner, {
    id: sandbox.ownerId,
    divisionId: null,
    username: 'admin@example.com',
    firstName: 'Brand',
    lastName: 'Administrator',
    userType: 'UT_BRANDADMIN',
    email: 'admin@example.com',
    accountStatus: 'active',
  });
});

t.test('the username filter finds in any letter case, is exact when told so, or is ignored', async (t) => {
  const { sandbox, send } = await start(t, { users: 3 });
  const ids = async (username: string) => {
    const answered = await send('GET', `${API}/users?username=${encodeURIComponent(username)}`);
    return pageOf(answered).elements.map((user) => user.id);
  };
  t.strictSame(await ids('ADMIN@example.com'), [sandbox.ownerId]);
  t.strictSame(await ids('nobody@example.com'), []);
  sandbox.setOptions({ usernameCase: 'sensitive' });
  t.strictSame(await ids('ADMIN@example.com'), []);
  sandbox.setOptions({ usernameFilter: 'ignored' });
  t.equal((await ids('nobody@example.com')).length, 4);
});

t.test('a new user is there by id at once and in the list after the delay', async (t) => {
  const { sandbox, send } = await start(t, { listDelayMs: 600_000 });
  const id = idOf(await send('POST', `${API}/users`, ADA));
  t.match(await send('GET', `${API}/users/${id}`), { status: 200 });
  t.strictSame(pageOf(await send('GET', `${API}/users`)).elements, []);
  sandbox.setOptions({ listDelayMs: 0 });
  t.equal(pageOf(await send('GET', `${API}/users`)).elements.at(-1)?.id, id);
});

t.test('generated people are the same for the same seed and have unique usernames', async (t) => {
  const { sandbox: one } = await start(t, { users: 300 });
  const { sandbox: same } = await start(t, { users: 300 });
  const { sandbox: other } = await start(t, { users: 300, seed: 2 });
  const people = ({ ownerId, users }: typeof one) => users().filter((user) => user.id !== ownerId);
  t.strictSame(people(one), people(same));
  t.notSame(people(one), people(other));
  const usernames = people(one).map((user) => user.username);
  t.equal(new Set(usernames).size, 300);
  for (const username of usernames) t.match(username, /^[a-z]+\.[a-z]+\d+@example\.com$/);
  t.ok(new Set(people(one).map((user) => user.divisionId)).size === 4, 'three divisions and none');
  t.ok(people(one).some((user) => Object.keys(user.permissions).length > 0));
  await one.addUsers(50);
  await same.addUsers(50);
  t.strictSame(people(one), people(same));
});
