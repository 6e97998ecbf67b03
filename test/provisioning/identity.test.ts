import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open-store.ts';
import { startBrand } from '../support/brand.ts';
import { connect, dueIn } from './connect.ts';
import { newAda } from './people.ts';

const AUTO = { QUALTRICS_USERNAME_SUFFIX: 'auto' };
const WHOAMI = { path: '/API/v3/whoami' };

t.test('a brand id that was found out once does for a start during an outage of whoami', async (t) => {
  const brand = await startBrand(t, { brandId: 'acme' }, AUTO);
  const { id } = await brand.connection.users.create(newAda(), brand.operation());
  brand.sandbox.fault({ match: { ...WHOAMI, times: 'always' }, effect: { kind: 'status', status: 503 } });
  const { users } = connect(t, brand.sandbox, brand.store, AUTO);
  t.match((await users.get(id, brand.operation())).resource, { userName: 'ada.marsh@example.com' });
});

t.test('a whoami that hangs keeps no answer beyond its time', async (t) => {
  const brand = await startBrand(t);
  const { id } = await brand.connection.users.create(newAda(), brand.operation());
  brand.sandbox.fault({ match: { ...WHOAMI, times: 'always' }, effect: { kind: 'latency', ms: 3_000 } });
  const empty = await openStore('sqlite::memory:');
  t.teardown(() => empty.close());
  const auto = connect(t, brand.sandbox, empty.connection('default'), AUTO);
  await t.rejects(auto.users.get(id, dueIn(200)), { code: 'unavailable', retryAfter: Number });
  const isHanging = () =>
    brand.sandbox.calls.some(({ path, status }) => path === WHOAMI.path && status === null);
  t.ok(isHanging(), 'nobody waited for it');
  const none = connect(t, brand.sandbox, brand.store);
  const leave = none.users.change(id, (current) => ({ ...current, active: false }), dueIn(200));
  await t.rejects(leave, { code: 'unavailable', retryAfter: Number });
  t.equal(brand.sandbox.calls.findLast(({ path }) => path === WHOAMI.path)?.status, null);
});

t.test('a credential of another brand takes nobody out of the index and finds nobody missing', async (t) => {
  const brand = await startBrand(t, { brandId: 'acme' });
  await brand.connection.identity.check();
  const { id } = await brand.connection.users.create(newAda(), brand.operation());
  const other = await startSandbox({ brandId: 'other', seed: 2, users: 3 });
  t.teardown(() => other.close());
  const { users, index, identity } = connect(t, other, brand.store);
  await t.rejects(index.refresh(AbortSignal.timeout(5_000)), {
    name: 'StoreError',
    code: 'configuration',
    message: /acme.*other.*DATABASE_URL/,
  });
  await t.rejects(users.get(id, brand.operation()), { code: 'store-unavailable' });
  await t.rejects(users.find({ offset: 0, limit: 10 }, brand.operation()), { code: 'store-unavailable' });
  await t.rejects(users.create(newAda({ userName: 'b@example.com' }), brand.operation()), {
    code: 'store-unavailable',
  });
  await t.rejects(identity.check(), { name: 'StoreError', code: 'configuration' });
  t.match(await brand.store.users.get(id), { keys: { externalId: 'idp-ada' } });
  t.equal(await brand.store.users.count(), 2);
});
