import t from 'tap';
import { startBrand } from '../support/brand.ts';
import { newAda } from './people.ts';

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
