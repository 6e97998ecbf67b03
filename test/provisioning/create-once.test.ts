import t from 'tap';
import { QUALTRICS_USER_SCHEMA } from '../../src/provisioning/resource.ts';
import type { FaultScript } from '../../src/sandbox/sandbox.ts';
import { type Brand, startBrand } from '../support/brand.ts';
import { connect, dueIn } from './connect.ts';
import { newAda } from './people.ts';

const NAME = 'ada.marsh@example.com';
const ON_POST = { method: 'POST' };

function adas({ sandbox }: Brand) {
  return sandbox.users().filter(({ username }) => username?.toLowerCase() === NAME);
}

function posts(brand: Brand): number {
  return brand.calls().filter((call) => call.startsWith('POST')).length;
}

const landed: Record<string, FaultScript['effect']> = {
  'a 504 after it was done': { kind: 'commit-then-504' },
  'a connection that broke after it was done': { kind: 'reset-after' },
  'a time-out after it was done': { kind: 'timeout', commit: true },
  'half an answer': { kind: 'partial-body' },
};

for (const usernameFilter of ['honoured', 'ignored'] as const) {
  for (const [failure, effect] of Object.entries(landed)) {
    t.test(`${failure} makes no second account (filter ${usernameFilter})`, async (t) => {
      const brand = await startBrand(t, { usernameFilter }, { QUALTRICS_TIMEOUT_SECONDS: '1' });
      brand.sandbox.fault({ match: ON_POST, effect });
      const user = await brand.connection.users.create(newAda({ title: 'Countess' }), brand.operation());
      t.equal(posts(brand), 1);
      t.match(adas(brand), [{ id: user.id }]);
      t.match(user.resource, { userName: NAME, title: 'Countess' });
      t.equal(await brand.store.pendingCreations.get(NAME), undefined);
    });
  }
}

const lost: Record<string, FaultScript['effect']> = {
  'a 504 before it was done': { kind: 'status', status: 504 },
  'a 503': { kind: 'status', status: 503 },
  'a 429': { kind: 'status', status: 429, retryAfter: 1 },
  'a connection that broke before it was done': { kind: 'reset-before' },
  'a time-out before it was done': { kind: 'timeout' },
};

for (const [failure, effect] of Object.entries(lost)) {
  t.test(`after ${failure} the POST is repeated`, async (t) => {
    const brand = await startBrand(t, {}, { QUALTRICS_TIMEOUT_SECONDS: '1' });
    brand.sandbox.fault({ match: ON_POST, effect });
    const user = await brand.connection.users.create(newAda(), brand.operation());
    t.equal(posts(brand), 2);
    t.match(adas(brand), [{ id: user.id }]);
  });
}

t.test('an account that the list does not show yet is not taken for somebody else’s', async (t) => {
  const brand = await startBrand(t, { listDelayMs: 600_000 });
  const { users } = brand.connection;
  brand.sandbox.fault({ match: ON_POST, effect: { kind: 'commit-then-504' } });
  await t.rejects(users.create(newAda(), brand.operation()), { code: 'unavailable', retryAfter: Number });
  t.equal(adas(brand).length, 1);
  brand.sandbox.setOptions({ listDelayMs: 0 });
  const user = await users.create(newAda(), brand.operation());
  t.match(adas(brand), [{ id: user.id }]);
});

t.test('an account that cannot be read back yet is waited for', async (t) => {
  const brand = await startBrand(t);
  const notYet = { kind: 'status', status: 404 } as const;
  brand.sandbox.fault({ match: { method: 'GET', path: '/API/v3/users/*', times: 2 }, effect: notYet });
  const user = await brand.connection.users.create(newAda(), brand.operation());
  t.match(adas(brand), [{ id: user.id }]);
});

t.test('an outage of every look-up leaves it open, and the next request ends it', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  brand.sandbox.fault({ match: ON_POST, effect: { kind: 'reset-after' } });
  brand.sandbox.fault({ match: { method: 'GET', times: 'always' }, effect: { kind: 'status', status: 503 } });
  await t.rejects(users.create(newAda(), brand.operation()), { code: 'unavailable' });
  brand.sandbox.clearFaults();
  const user = await users.create(newAda(), brand.operation());
  t.equal(posts(brand), 1);
  t.match(adas(brand), [{ id: user.id }]);
});

t.test('an answer that is due while the POST is under way leaves it open', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  brand.sandbox.fault({ match: ON_POST, effect: { kind: 'latency', ms: 500 } });
  await t.rejects(users.create(newAda(), dueIn(100)), { code: 'unavailable', retryAfter: Number });
  const user = await users.create(newAda(), brand.operation());
  t.match(adas(brand), [{ id: user.id }]);
});

for (const listing of ['nothing listed since', 'the account listed since'] as const) {
  t.test(`after a crash between the POST and its answer the account is ours (${listing})`, async (t) => {
    const brand = await startBrand(t);
    brand.sandbox.fault({ match: ON_POST, effect: { kind: 'reset-after' } });
    brand.sandbox.fault({ match: { method: 'GET', times: 'always' }, effect: { kind: 'reset-before' } });
    await t.rejects(brand.connection.users.create(newAda(), brand.operation()), { code: 'unavailable' });
    brand.sandbox.clearFaults();

    const { users, index } = connect(t, brand.sandbox, brand.store);
    if (listing === 'the account listed since') await index.refresh(AbortSignal.timeout(5_000));
    const user = await users.create(newAda({ title: 'Countess' }), brand.operation());
    t.equal(posts(brand), 1);
    t.match(adas(brand), [{ id: user.id }]);
    t.equal(user.resource.title, 'Countess');
    await t.rejects(users.create(newAda(), brand.operation()), { code: 'taken' }, 'and then it is known');
  });
}

t.test('a POST that is repeated after a 429 is noted as well', async (t) => {
  const brand = await startBrand(t);
  brand.sandbox.fault({ match: ON_POST, effect: { kind: 'status', status: 429 } });
  brand.sandbox.fault({ match: ON_POST, effect: { kind: 'reset-after' } });
  brand.sandbox.fault({ match: { method: 'GET', times: 'always' }, effect: { kind: 'reset-before' } });
  await t.rejects(brand.connection.users.create(newAda(), brand.operation()), { code: 'unavailable' });
  brand.sandbox.clearFaults();
  const { users, index } = connect(t, brand.sandbox, brand.store);
  await index.refresh(AbortSignal.timeout(5_000));
  const user = await users.create(newAda(), brand.operation());
  t.match(adas(brand), [{ id: user.id }]);
});

t.test('an account of before is not taken for the one of a POST whose end is not known', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const before = brand.sandbox.putUser({
    username: NAME,
    firstName: 'Other',
    accountCreationDate: '2020-01-01T00:00:00Z',
  });
  brand.sandbox.fault({ match: ON_POST, effect: { kind: 'status', status: 504 } });
  await t.rejects(users.create(newAda(), brand.operation()), { code: 'taken' });
  t.strictSame(brand.sandbox.user(before.id), before);
  await t.rejects(users.create(newAda(), brand.operation()), { code: 'taken' });
  t.strictSame(brand.sandbox.user(before.id), before);
});

t.test('a POST of long ago whose end is not known explains no account of today', async (t) => {
  const brand = await startBrand(t);
  const twoDaysAgo = new Date(Date.now() - 48 * 60 * 60 * 1_000).toISOString();
  await brand.store.pendingCreations.begin({ userName: NAME, since: twoDaysAgo });
  const before = brand.sandbox.putUser({ username: NAME, firstName: 'Other' });
  await t.rejects(brand.connection.users.create(newAda(), brand.operation()), { code: 'taken' });
  t.strictSame(brand.sandbox.user(before.id), before);
});

t.test('what was refused for good leaves nothing open', async (t) => {
  const brand = await startBrand(t);
  brand.sandbox.fault({ match: ON_POST, effect: { kind: 'status', status: 400 } });
  await t.rejects(brand.connection.users.create(newAda(), brand.operation()), { code: 'invalid' });
  t.equal(await brand.store.pendingCreations.get(NAME), undefined);
});

t.test('an account that another person of the IdP has is not ours, whatever was left open', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await brand.store.pendingCreations.begin({ userName: NAME, since: new Date().toISOString() });
  const other = users.create(newAda({ externalId: 'idp-somebody-else' }), brand.operation());
  await t.rejects(other, { code: 'taken' });
  t.equal((await users.create(newAda(), brand.operation())).id, id, 'the same person is who was left open');
});

t.test(
  'an account whose last part was refused is there, as far as it got, and is finished by the next request',
  async (t) => {
    const brand = await startBrand(t, { createDivision: 'ignored' });
    const { users } = brand.connection;
    const [division] = brand.sandbox.divisions();
    const sent = newAda({
      id: 'UR_evil',
      active: false,
      [QUALTRICS_USER_SCHEMA]: { divisionId: division?.id ?? '' },
    });
    brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'status', status: 400 } });
    await t.rejects(users.create(sent, brand.operation()), {
      code: 'invalid',
      detail: /^The account was disabled/,
    });
    const [made] = adas(brand);
    t.match(made, { status: 'disabled', divisionId: null });
    t.match(await brand.store.users.get(made?.id ?? ''), { id: made?.id, resource: { id: made?.id } });
    const user = await users.create(sent, brand.operation());
    t.equal(posts(brand), 1);
    t.match(adas(brand), [{ id: user.id, status: 'disabled', divisionId: division?.id }]);
  },
);
