import t from 'tap';
import { startBrand } from '../support/brand.ts';
import { newAda } from './people.ts';

const SOON = () => AbortSignal.timeout(5_000);

t.test('who was deleted over SCIM and comes back has the same id, active, as sent now', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const first = await users.create(newAda({ title: 'Countess' }), brand.operation());
  await users.delete(first.id, brand.operation());
  brand.calls();
  const { active: _active, ...sent } = newAda().resource;
  const back = await users.create(
    { resource: { ...sent, userName: 'ADA.marsh@example.com' }, password: undefined },
    brand.operation(),
  );
  t.strictSame(brand.calls(), [`GET /API/v3/users/${first.id}`, `PUT /API/v3/users/${first.id}`]);
  t.equal(back.id, first.id);
  t.match(back.resource, { active: true, userName: 'ADA.marsh@example.com', externalId: 'idp-ada' });
  t.equal(back.resource.title, undefined);
  t.equal(brand.sandbox.user(first.id)?.status, 'active');
  t.match((await users.get(first.id, brand.operation())).resource, { active: true });
  t.equal((await users.find({ offset: 0, limit: 10 }, brand.operation())).total, 2);
});

t.test('who comes back may come back inactive', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await users.delete(id, brand.operation());
  const back = await users.create(newAda({ active: false }), brand.operation());
  t.match(back, { id, resource: { active: false } });
});

t.test('who was deleted in Qualtrics meanwhile comes back as a new account', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await users.delete(id, brand.operation());
  brand.sandbox.removeUser(id);
  const back = await users.create(newAda(), brand.operation());
  t.not(back.id, id);
  t.equal(back.resource.active, true);
});

for (const listing of ['before', 'after'] as const) {
  t.test(`an account that was put aside under another name stays there (${listing} a listing)`, async (t) => {
    const brand = await startBrand(t);
    const { users, index } = brand.connection;
    const { id } = await users.create(newAda(), brand.operation());
    await users.delete(id, brand.operation());
    const aside = brand.sandbox.putUser({ id, username: 'archive-ada@example.com' });
    if (listing === 'after') await index.refresh(SOON());
    const other = await users.create(newAda({ externalId: 'idp-new-ada' }), brand.operation());
    t.not(other.id, id);
    t.strictSame(brand.sandbox.user(id), aside);
    await t.rejects(users.get(id, brand.operation()), { code: 'not-found' }, 'and stays deleted over SCIM');
  });
}

for (const usernameFilter of ['honoured', 'ignored'] as const) {
  t.test(`who was renamed in Qualtrics comes back by the new name (filter ${usernameFilter})`, async (t) => {
    const brand = await startBrand(t, { usernameFilter });
    const { users } = brand.connection;
    const { id } = await users.create(newAda(), brand.operation());
    await users.delete(id, brand.operation());
    brand.sandbox.putUser({ id, username: 'ada.king@example.com' });
    const back = await users.create(newAda({ userName: 'ada.king@example.com' }), brand.operation());
    t.match(back, { id, resource: { active: true, userName: 'ada.king@example.com' } });
  });
}

t.test('a come-back that fails leaves the user deleted, and can be repeated', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await users.delete(id, brand.operation());
  brand.sandbox.fault({ match: { method: 'PUT', times: 'always' }, effect: { kind: 'status', status: 503 } });
  await t.rejects(users.create(newAda(), brand.operation()), { code: 'unavailable' });
  brand.sandbox.clearFaults();
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  t.equal((await users.create(newAda(), brand.operation())).id, id);
});

t.test('a deleted user and a new one of that name do not get into each other’s way', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await users.delete(id, brand.operation());
  brand.sandbox.putUser({ id, username: 'archive-ada@example.com' });
  const other = await users.create(newAda(), brand.operation());
  await users.delete(other.id, brand.operation());
  t.equal((await users.create(newAda(), brand.operation())).id, other.id);
});
