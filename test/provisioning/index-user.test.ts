import t from 'tap';
import { startBrand } from '../support/brand.ts';
import { later } from './later.ts';
import { KEPT_IN_QUALTRICS, newAda } from './people.ts';

const SOON = () => AbortSignal.timeout(5_000);

t.test(
  'the index has a user as SCIM shows them, the record without the permissions, and the keys',
  async (t) => {
    const brand = await startBrand(t, { brandId: 'acme' }, { QUALTRICS_USERNAME_SUFFIX: 'auto' });
    const { users } = brand.connection;
    const emails = [{ value: 'Ada@Example.com' }, { value: 'ADA@example.com' }, { value: 'a@home.example' }];
    const { id } = await users.create(newAda({ userName: 'Ada@Example.com', emails }), brand.operation());
    const stored = await brand.store.users.get(id);
    t.strictSame(stored?.keys, {
      userName: 'ada@example.com',
      externalId: 'idp-ada',
      emails: ['ada@example.com', 'a@home.example'],
    });
    t.match(stored, {
      resource: { userName: 'Ada@Example.com' },
      record: { username: 'Ada@Example.com#acme' },
    });
    t.notHas(stored?.record, 'permissions');
    t.notHas(stored?.resource, 'meta.location');
  },
);

t.test('a user was created when Qualtrics says, also when the listing did not tell', async (t) => {
  const brand = await startBrand(t);
  const accountCreationDate = '2020-02-03T04:05:06Z';
  const { id } = brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS, accountCreationDate });
  await brand.connection.index.refresh(SOON());
  t.not((await brand.store.users.get(id))?.created, accountCreationDate);
  const { resource } = await brand.connection.users.get(id, brand.operation());
  t.match(resource.meta, { created: accountCreationDate });
  t.equal((await brand.store.users.get(id))?.created, accountCreationDate);
  await brand.connection.index.refresh(SOON());
  t.equal((await brand.store.users.get(id))?.created, accountCreationDate, 'and a listing does not undo it');
});

t.test('a read of what the index has changes nothing in it', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const before = await brand.store.users.get(id);
  await users.get(id, brand.operation());
  t.strictSame(await brand.store.users.get(id), before);
});

t.test('a read of something new brings the index up to date, and counts as a modification', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const before = await brand.store.users.get(id);
  await later();
  brand.sandbox.putUser({ id, lastName: 'King' });
  await users.get(id, brand.operation());
  const after = await brand.store.users.get(id);
  t.match(after, { resource: { name: { familyName: 'King' } }, kept: before?.kept });
  t.ok((after?.lastModified ?? '') > (before?.lastModified ?? ''));
});

t.test('who is gone upstream is in no group any more after the next listing', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await brand.store.memberships.change({ groupId: 'DV_1', add: [id], remove: [], due: [] });
  brand.sandbox.removeUser(id);
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  await later();
  await brand.connection.index.refresh(SOON());
  t.strictSame(await brand.store.memberships.ofUsers([id]), new Map());
});
