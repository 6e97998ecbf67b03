import t from 'tap';
import { QUALTRICS_USER_SCHEMA } from '../../src/provisioning/resource.ts';
import { startBrand } from '../support/brand.ts';
import { ada, newAda } from './people.ts';

const POST = 'POST /API/v3/users';

t.test('a new user is a POST and a GET, and comes back as sent', async (t) => {
  const brand = await startBrand(t);
  const sent = ada({
    displayName: 'Ada M.',
    preferredLanguage: 'en-US',
    timezone: 'Asia/Kolkata',
    [QUALTRICS_USER_SCHEMA]: { accountExpirationDate: '2031-05-01T02:00:00.000+02:00' },
  });
  const user = await brand.connection.users.create(
    { resource: sent, password: undefined },
    brand.operation(),
  );
  t.strictSame(brand.calls(), [POST, `GET /API/v3/users/${user.id}`]);
  t.match(user.resource, { ...sent, id: user.id, userType: 'UT_PARTICIPANT' });
  t.match(brand.sandbox.user(user.id), {
    username: 'ada.marsh@example.com',
    firstName: 'Ada',
    lastName: 'Marsh',
    email: 'ada@example.com',
    status: 'active',
    language: 'EN',
    timeZone: 'Asia/Calcutta',
    accountExpirationDate: '2031-05-01T00:00:00Z',
  });
  t.match((await brand.connection.users.get(user.id, brand.operation())).resource, sent);
});

t.test('a new user who is not active is a PUT more, because a POST cannot say so', async (t) => {
  const brand = await startBrand(t);
  await brand.connection.identity.check();
  brand.calls();
  const user = await brand.connection.users.create(newAda({ active: false }), brand.operation());
  t.strictSame(brand.calls(), [POST, `GET /API/v3/users/${user.id}`, `PUT /API/v3/users/${user.id}`]);
  t.equal(user.resource.active, false);
  t.equal(brand.sandbox.user(user.id)?.status, 'disabled');
});

t.test('a division that a POST did not take is set by a PUT, the default one too', async (t) => {
  const brand = await startBrand(t, { createDivision: 'ignored' });
  const [division] = brand.sandbox.divisions();
  const divisionId = division?.id ?? '';
  const sent = newAda({ [QUALTRICS_USER_SCHEMA]: { divisionId } });
  const { id } = await brand.connection.users.create(sent, brand.operation());
  t.equal(brand.sandbox.user(id)?.divisionId, divisionId);
});

t.test('the default division is set where a POST does not take it', async (t) => {
  for (const createDivision of ['honoured', 'ignored'] as const) {
    const brand = await startBrand(t, { createDivision }, { QUALTRICS_DEFAULT_DIVISION_ID: 'DV_default' });
    brand.sandbox.putDivision({ id: 'DV_default', name: 'Everybody' });
    const { id } = await brand.connection.users.create(newAda(), brand.operation());
    t.equal(brand.sandbox.user(id)?.divisionId, 'DV_default', createDivision);
  }
});

t.test('what is missing is invalid, says so, and makes no account', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const cases = [
    [
      { name: { familyName: 'Marsh' } },
      'name.givenName is missing: Qualtrics needs it to create an account.',
    ],
    [{ name: { givenName: 'Ada' } }, 'name.familyName is missing: Qualtrics needs it to create an account.'],
    [{ userName: 'ada;marsh@example.com' }, 'userName may not contain ;: Qualtrics refuses it.'],
  ] as const;
  for (const [changes, detail] of cases) {
    await t.rejects(users.create(newAda(changes), brand.operation()), { code: 'invalid', detail });
  }
  t.strictSame(brand.calls(), []);
});

t.test('what Qualtrics refuses is invalid, with its own words, and can be repeated', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const sent = newAda({ [QUALTRICS_USER_SCHEMA]: { divisionId: 'DV_nowhere' } });
  await t.rejects(users.create(sent, brand.operation()), {
    code: 'invalid',
    detail: 'Qualtrics refused the values. It said: The division does not exist.',
  });
  await users.create(newAda(), brand.operation());
});

t.test('a userName that the bridge knows is taken, in any letter case', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  await users.create(newAda(), brand.operation());
  brand.calls();
  for (const userName of ['ada.marsh@example.com', 'ADA.Marsh@Example.COM']) {
    await t.rejects(users.create(newAda({ userName }), brand.operation()), { code: 'taken' });
  }
  t.notMatch(brand.calls(), [/^POST/]);
});

for (const duplicateStatus of [400, 409] as const) {
  for (const usernameFilter of ['honoured', 'ignored'] as const) {
    t.test(
      `a userName that Qualtrics alone knows is taken (${duplicateStatus}, filter ${usernameFilter})`,
      async (t) => {
        const brand = await startBrand(t, { duplicateStatus, usernameFilter });
        const { users } = brand.connection;
        const before = brand.sandbox.putUser({ username: 'Ada.Marsh@example.com', firstName: 'Other' });
        await t.rejects(users.create(newAda(), brand.operation()), { code: 'taken' });
        t.strictSame(brand.sandbox.user(before.id), before);
        brand.calls();
        const query = {
          lookUp: { by: 'userName', value: 'ada.marsh@example.com' } as const,
          offset: 0,
          limit: 10,
        };
        const { users: found } = await users.find(query, brand.operation());
        t.match(found, [{ id: before.id }], 'the next look-up finds that user');
        t.strictSame(brand.calls(), [`GET /API/v3/users/${before.id}`]);
        t.equal(await brand.store.pendingCreations.get('ada.marsh@example.com'), undefined);
      },
    );
  }
}

t.test(
  'an answer about a taken userName that was under way does not undo a change in the index',
  async (t) => {
    const brand = await startBrand(t);
    const { users } = brand.connection;
    const { id } = brand.sandbox.putUser({ username: 'ada.marsh@example.com' });
    brand.sandbox.fault({
      match: { path: '/API/v3/users', method: 'GET' },
      effect: { kind: 'drip', everyMs: 1 },
    });
    const creating = users.create(newAda(), brand.operation());
    // The answer has Ada as she was, and takes its time.
    while (!brand.sandbox.calls.some(({ method, path }) => method === 'GET' && path === '/API/v3/users')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const name = { givenName: 'Ada', familyName: 'King' };
    await users.change(id, (current) => ({ ...current, name }), brand.operation());
    await t.rejects(creating, { code: 'taken' });
    t.match(await brand.store.users.get(id), { resource: { name } });
  },
);

t.test(
  'the next look-up finds who has a taken userName, also when a listing of before was under way',
  async (t) => {
    const brand = await startBrand(t, { usernameFilter: 'ignored' });
    const { users, index } = brand.connection;
    brand.sandbox.fault({ match: { path: '/API/v3/users' }, effect: { kind: 'drip', everyMs: 1 } });
    const listing = index.refresh(AbortSignal.timeout(5_000));
    while (brand.sandbox.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const { id } = brand.sandbox.putUser({ username: 'ada.marsh@example.com' });
    await t.rejects(users.create(newAda(), brand.operation()), { code: 'taken' });
    await listing;
    const lookUp = { by: 'userName', value: 'ada.marsh@example.com' } as const;
    t.match(await users.find({ lookUp, offset: 0, limit: 10 }, brand.operation()), { users: [{ id }] });
  },
);

t.test('a userName that was given up in Qualtrics is free', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const old = await users.create(newAda(), brand.operation());
  brand.sandbox.putUser({ id: old.id, username: 'ada.king@example.com' });
  const user = await users.create(newAda({ externalId: 'idp-other' }), brand.operation());
  t.not(user.id, old.id);
  const byName = (value: string) =>
    users.find({ lookUp: { by: 'userName', value }, offset: 0, limit: 10 }, brand.operation());
  t.match((await byName('ada.marsh@example.com')).users, [{ id: user.id }]);
  t.match(
    (await byName('ada.king@example.com')).users,
    [{ id: old.id }],
    'and the index knows the old one again',
  );
});

t.test('racing requests for one userName make one account', async (t) => {
  const brand = await startBrand(t, { latencyMs: 5 });
  const { users } = brand.connection;
  const names = ['ada.marsh@example.com', 'Ada.Marsh@example.com', 'ADA.MARSH@EXAMPLE.COM'];
  const racing = Array.from({ length: 12 }, (_, i) =>
    users.create(newAda({ userName: names[i % 3] ?? '' }), brand.operation()),
  );
  const outcomes = await Promise.allSettled(racing);
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') t.match(outcome.reason, { code: 'taken' });
  }
  t.equal(brand.calls().filter((call) => call === POST).length, 1);
  t.equal(brand.sandbox.users().length, 2, 'the owner and Ada');
});

t.test('with a suffix, an account has one userName with and without it', async (t) => {
  const brand = await startBrand(t, { brandId: 'acme' }, { QUALTRICS_USERNAME_SUFFIX: 'auto' });
  const { users } = brand.connection;
  const { id, resource } = await users.create(
    newAda({ userName: 'ada@example.com#acme' }),
    brand.operation(),
  );
  t.equal(resource.userName, 'ada@example.com#acme', 'shown as sent');
  t.equal(brand.sandbox.user(id)?.username, 'ada@example.com#acme');
  const taken = users.create(newAda({ userName: 'Ada@example.com' }), brand.operation());
  await t.rejects(taken, { code: 'taken' });
  for (const value of ['ada@example.com', 'ADA@example.com#ACME']) {
    const found = await users.find(
      { lookUp: { by: 'userName', value }, offset: 0, limit: 1 },
      brand.operation(),
    );
    t.match(found.users, [{ id }], value);
  }
});

t.test('the suffix is the literal one or the brand id', async (t) => {
  for (const suffix of ['auto', '#acme']) {
    const brand = await startBrand(t, { brandId: 'acme' }, { QUALTRICS_USERNAME_SUFFIX: suffix });
    const { id, resource } = await brand.connection.users.create(newAda(), brand.operation());
    t.equal(brand.sandbox.user(id)?.username, 'ada.marsh@example.com#acme');
    t.equal(resource.userName, 'ada.marsh@example.com');
  }
});
