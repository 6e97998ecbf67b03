import t from 'tap';
import { startBrand } from '../support/brand.ts';
import { KEPT_IN_QUALTRICS, newAda } from './people.ts';

const ADOPT = { SCIM_ON_CONFLICT: 'adopt' };
const grace = (changes = {}) =>
  newAda({ userName: 'Grace.Moor@example.com', externalId: 'idp-grace', ...changes });

t.test('an account of the index is adopted: what was sent changes, the rest stays', async (t) => {
  const brand = await startBrand(t, { putMode: 'replace' }, ADOPT);
  const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  await brand.connection.index.refresh(AbortSignal.timeout(5_000));
  const user = await brand.connection.users.create(grace({ title: 'Admiral' }), brand.operation());
  t.equal(user.id, before.id);
  t.match(user.resource, { externalId: 'idp-grace', title: 'Admiral', name: { givenName: 'Ada' } });
  t.strictSame(brand.sandbox.user(before.id), {
    ...before,
    username: 'Grace.Moor@example.com',
    firstName: 'Ada',
    lastName: 'Marsh',
    email: 'ada@example.com',
  });
  t.notMatch(brand.calls(), [/^POST/]);
});

t.test('an account that Qualtrics alone knows is adopted', async (t) => {
  const brand = await startBrand(t, {}, ADOPT);
  const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const user = await brand.connection.users.create(grace(), brand.operation());
  t.equal(user.id, before.id);
  t.equal(brand.sandbox.users().length, 2);
});

t.test('a disabled account is adopted as the IdP wants it', async (t) => {
  const brand = await startBrand(t, {}, ADOPT);
  const { id } = brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS, status: 'disabled' });
  await brand.connection.users.create(grace({ active: true }), brand.operation());
  t.equal(brand.sandbox.user(id)?.status, 'active');
});

t.test('the same person may be sent twice', async (t) => {
  const brand = await startBrand(t, {}, ADOPT);
  const { users } = brand.connection;
  const first = await users.create(grace(), brand.operation());
  const second = await users.create(grace({ title: 'Admiral' }), brand.operation());
  t.equal(second.id, first.id);
});

t.test("another person's account is never adopted", async (t) => {
  const brand = await startBrand(t, {}, ADOPT);
  const { users } = brand.connection;
  const first = await users.create(grace(), brand.operation());
  const before = brand.sandbox.user(first.id);
  const second = users.create(grace({ externalId: 'idp-somebody-else' }), brand.operation());
  await t.rejects(second, { code: 'taken' });
  t.strictSame(brand.sandbox.user(first.id), before);
});

t.test('of a local account and that of single sign-on the latter is adopted', async (t) => {
  const brand = await startBrand(t, { brandId: 'acme' }, { ...ADOPT, QUALTRICS_USERNAME_SUFFIX: '#acme' });
  brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS });
  const sso = brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS, username: 'grace.moor@example.com#acme' });
  await brand.connection.index.refresh(AbortSignal.timeout(5_000));
  t.equal((await brand.connection.users.create(grace(), brand.operation())).id, sso.id);
});

t.test('the same when Qualtrics alone knows the two', async (t) => {
  const environment = { ...ADOPT, QUALTRICS_USERNAME_SUFFIX: '#acme' };
  const brand = await startBrand(t, { brandId: 'acme', usernameFilter: 'ignored' }, environment);
  brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS });
  const sso = brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS, username: 'grace.moor@example.com#acme' });
  t.equal((await brand.connection.users.create(grace(), brand.operation())).id, sso.id);
});

t.test('without that policy nothing is adopted', async (t) => {
  const brand = await startBrand(t);
  const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  await t.rejects(brand.connection.users.create(grace(), brand.operation()), { code: 'taken' });
  t.strictSame(brand.sandbox.user(before.id), before);
});
