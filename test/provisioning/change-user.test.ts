import t from 'tap';
import { QUALTRICS_USER_SCHEMA } from '../../src/provisioning/resource.ts';
import { startBrand } from '../support/brand.ts';
import { dueIn } from './connect.ts';
import { ada, KEPT_IN_QUALTRICS, newAda } from './people.ts';

const GET = (id: string) => `GET /API/v3/users/${id}`;
const PUT = (id: string) => `PUT /API/v3/users/${id}`;

t.test('a change that changes nothing is one GET and no PUT', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = brand.connection;
  await users.change(id, (current) => current, brand.operation());
  t.strictSame(brand.calls(), [GET(id)]);
  await users.change(
    id,
    (current) => ({ ...current, active: true, timezone: 'Asia/Kolkata' }),
    brand.operation(),
  );
  t.strictSame(brand.calls(), [GET(id)], 'another spelling of the same is nothing');
});

t.test('a change that changes nothing does not count as one', async (t) => {
  const brand = await startBrand(t, { users: 1 });
  const { users } = brand.connection;
  const [one] = brand.sandbox.users().filter(({ id }) => id !== brand.sandbox.ownerId);
  const id = one?.id ?? '';
  const before = await users.get(id, brand.operation());
  const after = await users.change(id, (current) => current, brand.operation());
  t.strictSame(after.resource.meta, before.resource.meta);
  t.strictSame((await brand.store.users.get(id))?.kept, {}, 'and nothing counts as sent by the IdP');
});

t.test('a change is one GET and one PUT, and touches nothing else of the record', async (t) => {
  const brand = await startBrand(t, { putMode: 'replace' });
  const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const change = { timezone: 'Europe/Berlin', title: 'Admiral' };
  const user = await brand.connection.users.change(
    before.id,
    (current) => ({ ...current, ...change }),
    brand.operation(),
  );
  t.strictSame(brand.calls(), [GET(before.id), PUT(before.id)]);
  t.strictSame(brand.sandbox.user(before.id), { ...before, timeZone: 'Europe/Berlin' });
  t.match(user.resource, { ...change, userName: 'grace.moor@example.com', preferredLanguage: 'zh-Hans' });
});

t.test(
  'what Qualtrics has no field for is kept without a PUT, over restarts of nothing but the request',
  async (t) => {
    const brand = await startBrand(t);
    const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
    const { users } = brand.connection;
    const name = { givenName: 'Grace', familyName: 'Moor', formatted: 'Amazing Grace' };
    await users.change(id, (current) => ({ ...current, name, externalId: 'x-9' }), brand.operation());
    t.strictSame(brand.calls(), [GET(id)]);
    t.match((await users.get(id, brand.operation())).resource, { name, externalId: 'x-9' });
  },
);

t.test('a change by hand in Qualtrics is neither undone nor hidden by the next change', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  brand.sandbox.putUser({ id, lastName: 'King', userType: 'UT_FULLUSER' });
  const user = await users.change(id, (current) => ({ ...current, title: 'Countess' }), brand.operation());
  t.match(user.resource, { name: { familyName: 'King' }, userType: 'UT_FULLUSER', title: 'Countess' });
  t.match(brand.sandbox.user(id), { lastName: 'King', userType: 'UT_FULLUSER' });
  const listed = await users.find({ offset: 0, limit: 10 }, brand.operation());
  t.match(
    listed.users.find((one) => one.id === id)?.resource,
    { name: { familyName: 'King' } },
    'and the index has it',
  );
});

t.test('the change runs again on the newer resource when the write has to be repeated', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS, lastName: 'Moor' });
  brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'status', status: 503 } });
  const seen: unknown[] = [];
  const user = await brand.connection.users.change(
    id,
    (current) => {
      seen.push(current.name);
      if (seen.length === 1) brand.sandbox.putUser({ id, lastName: 'Hopper' });
      return { ...current, timezone: 'Europe/Berlin' };
    },
    brand.operation(),
  );
  t.match(seen, [{ familyName: 'Moor' }, { familyName: 'Hopper' }]);
  t.match(brand.sandbox.user(id), { lastName: 'Hopper', timeZone: 'Europe/Berlin' });
  t.match(user.resource.name, { familyName: 'Hopper' });
});

const passing = {
  'a 429': { kind: 'status', status: 429, retryAfter: 1 },
  'a 429 that does not say when to come back': { kind: 'status', status: 429 },
  'a 500': { kind: 'status', status: 500 },
  'a 503 of a gateway': { kind: 'status', status: 503, body: 'html' },
  'a reset before it arrived': { kind: 'reset-before' },
} as const;

for (const [failure, effect] of Object.entries(passing)) {
  t.test(`after ${failure} the user is read again and written again`, async (t) => {
    const brand = await startBrand(t);
    const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
    brand.sandbox.fault({ match: { method: 'PUT' }, effect });
    await brand.connection.users.change(id, (current) => ({ ...current, active: false }), brand.operation());
    t.strictSame(
      brand.calls().filter((call) => call.includes('/users/')),
      [GET(id), PUT(id), GET(id), PUT(id)],
    );
    t.equal(brand.sandbox.user(id)?.status, 'disabled');
  });
}

for (const kind of ['commit-then-504', 'reset-after'] as const) {
  t.test(`after ${kind} the user is read again, and what has landed is not written twice`, async (t) => {
    const brand = await startBrand(t);
    const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
    brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind } });
    const user = await brand.connection.users.change(
      id,
      (current) => ({ ...current, timezone: 'Europe/Berlin' }),
      brand.operation(),
    );
    t.strictSame(brand.calls(), [GET(id), PUT(id), GET(id)]);
    t.equal(user.resource.timezone, 'Europe/Berlin');
  });
}

t.test('an outage is unavailable with a time to come back, and nothing is kept of the change', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  brand.sandbox.fault({ match: { method: 'PUT', times: 'always' }, effect: { kind: 'status', status: 503 } });
  const change = brand.connection.users.change(
    id,
    (current) => ({ ...current, timezone: 'Europe/Berlin', title: 'Admiral' }),
    brand.operation(),
  );
  await t.rejects(change, { name: 'ProvisioningError', code: 'unavailable', retryAfter: Number });
  brand.sandbox.clearFaults();
  const { resource } = await brand.connection.users.get(id, brand.operation());
  t.equal(resource.timezone, 'Asia/Calcutta');
  t.equal(resource.title, undefined);
});

t.test('Qualtrics asking for more time than there is becomes limited at once', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const effect = { kind: 'status', status: 429, retryAfter: 40 } as const;
  brand.sandbox.fault({ match: { method: 'PUT' }, effect });
  const change = brand.connection.users.change(
    id,
    (current) => ({ ...current, active: false }),
    brand.operation(),
  );
  await t.rejects(change, { code: 'limited', retryAfter: 40 });
});

t.test('the answer comes when it is due, also from behind another change of that user', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = brand.connection;
  brand.sandbox.fault({ match: { method: 'GET' }, effect: { kind: 'latency', ms: 2_000 } });
  const slow = users.change(id, (current) => ({ ...current, active: false }), brand.operation());
  let isDone = false;
  void slow.finally(() => {
    isDone = true;
  });
  const behind = users.change(id, (current) => ({ ...current, timezone: 'Europe/Berlin' }), dueIn(100));
  await t.rejects(behind, { code: 'unavailable', retryAfter: Number });
  t.notOk(isDone, 'the one before is still under way');
  await slow;
  t.match(brand.sandbox.user(id), { status: 'disabled', timeZone: 'Asia/Calcutta' });
});

t.test('a PUT that nobody waits for any more cannot undo the next change when it lands late', async (t) => {
  const brand = await startBrand(t, { putMode: 'replace' });
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = brand.connection;
  brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'latency', ms: 1_500 } });
  const late = users.change(id, (current) => ({ ...current, timezone: 'Europe/Berlin' }), dueIn(300));
  await t.rejects(late, { code: 'unavailable' });
  await users.change(id, (current) => ({ ...current, preferredLanguage: 'de' }), brand.operation());
  t.match(brand.sandbox.user(id), { language: 'DE', timeZone: 'Europe/Berlin' });
});

t.test('who is gone upstream is not found and leaves the index', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  brand.sandbox.removeUser(id);
  const change = users.change(id, (current) => ({ ...current, active: false }), brand.operation());
  await t.rejects(change, { code: 'not-found' });
  t.equal(await brand.store.users.get(id), undefined);
});

t.test('an outage is never a 404, and takes nobody out of the index', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const outages = [
    { kind: 'status', status: 404, body: 'html' },
    { kind: 'status', status: 404, body: 'empty' },
    { kind: 'status', status: 404, body: 'json-no-code' },
    { kind: 'status', status: 403 },
    { kind: 'status', status: 401 },
  ] as const;
  for (const effect of outages) {
    brand.sandbox.fault({ match: { path: `/API/v3/users/${id}`, times: 'always' }, effect });
    const failure = await users.get(id, brand.operation()).then(
      () => undefined,
      (error: unknown) => error,
    );
    t.match(failure, { code: /^(unavailable|credential-refused)$/ }, JSON.stringify(effect));
    brand.sandbox.clearFaults();
  }
  t.equal((await brand.store.users.get(id))?.keys.externalId, 'idp-ada');
});

t.test('a 404 without a code counts where the list agrees', async (t) => {
  const brand = await startBrand(t, { dialect: 'seed' });
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await t.rejects(users.get('URH_neverexisted', brand.operation()), { code: 'not-found' });
  brand.sandbox.removeUser(id);
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  t.equal(await brand.store.users.get(id), undefined);
});

t.test('ids that Qualtrics cannot have given are not found, without a call', async (t) => {
  const brand = await startBrand(t);
  for (const id of [
    '',
    '..',
    '../whoami',
    'UR_1/apitoken',
    'userName:ada@example.com',
    'UR_\u0000',
    'x'.repeat(200),
  ]) {
    await t.rejects(
      brand.connection.users.get(id, brand.operation()),
      { code: 'not-found' },
      JSON.stringify(id),
    );
    const change = brand.connection.users.change(
      id,
      (current) => ({ ...current, active: false }),
      brand.operation(),
    );
    await t.rejects(change, { code: 'not-found' });
  }
  t.strictSame(brand.calls(), []);
});

t.test('the user that a PUT of the whole resource leaves is the one that was sent', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda({ title: 'Countess', displayName: 'Ada M.' }), brand.operation());
  const sent = ada({ name: { givenName: 'Augusta', familyName: 'King' }, displayName: 'Augusta K.' });
  brand.calls();
  const user = await users.replace(id, () => sent, new Set(), brand.operation());
  t.strictSame(brand.calls(), [GET(id), PUT(id)]);
  t.match(user.resource, { ...sent, externalId: 'idp-ada' });
  t.equal(user.resource.title, undefined);
  await users.replace(id, () => sent, new Set(), brand.operation());
  t.strictSame(brand.calls(), [GET(id)], 'the same again is nothing');
});

t.test('the client cannot give a user another id, or write what Qualtrics alone knows', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda({ id: 'UR_evil', meta: { created: 'never' } }), brand.operation());
  t.not(id, 'UR_evil');
  const extension = {
    permissions: { all: true },
    organizationId: 'evil',
    lastLoginDate: '2000-01-01T00:00:00Z',
  };
  const sent = ada({ id: 'UR_evil', schemas: [], [QUALTRICS_USER_SCHEMA]: extension });
  const user = await users.replace(id, () => sent, new Set(), brand.operation());
  t.match(user.resource, { id, [QUALTRICS_USER_SCHEMA]: { organizationId: 'sandbox' } });
  t.match(await brand.store.users.get(id), {
    id,
    resource: { id },
    kept: { id: undefined, schemas: undefined },
  });
});

t.test('a userName that its holder gave up in Qualtrics can be given to another', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const other = await users.create(newAda({ userName: 'b@example.com', externalId: 'b' }), brand.operation());
  const rename = () =>
    users.change(id, (user) => ({ ...user, userName: 'B@example.com' }), brand.operation());
  await t.rejects(rename(), { code: 'taken' });
  brand.sandbox.putUser({ id: other.id, username: 'c@example.com' });
  t.match((await rename()).resource, { userName: 'B@example.com' });
});

t.test('a userName that Qualtrics alone knows as taken is taken', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  brand.sandbox.putUser({ username: 'b@example.com' });
  const rename = users.change(id, (user) => ({ ...user, userName: 'b@example.com' }), brand.operation());
  await t.rejects(rename, { code: 'taken' });
  t.equal(brand.sandbox.user(id)?.username, 'ada.marsh@example.com');
});

t.test('a userName may change its letters, also beside a local account of that name', async (t) => {
  const brand = await startBrand(t, { brandId: 'acme' }, { QUALTRICS_USERNAME_SUFFIX: '#acme' });
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  brand.sandbox.putUser({ username: 'ada.marsh@example.com' });
  await brand.connection.index.refresh(AbortSignal.timeout(5_000));
  await users.change(id, (user) => ({ ...user, userName: 'Ada.Marsh@example.com' }), brand.operation());
  t.equal(brand.sandbox.user(id)?.username, 'Ada.Marsh@example.com#acme');
});

t.test('a read that is under way does not undo a change in the index', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const path = `/API/v3/users/${id}`;
  brand.sandbox.putUser({ id, lastName: 'King' });
  brand.sandbox.clearCalls();
  brand.sandbox.fault({ match: { method: 'GET', path }, effect: { kind: 'drip', everyMs: 0 } });
  const reading = users.get(id, brand.operation());
  while (brand.sandbox.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const name = { givenName: 'Ada', familyName: 'Byron' };
  await users.change(id, (current) => ({ ...current, name }), brand.operation());
  t.match((await reading).resource, { name: { familyName: 'King' } });
  t.match(await brand.store.users.get(id), { resource: { name } });
});
