import t from 'tap';
import { type Brand, startBrand } from '../support/brand.ts';
import { later } from './later.ts';
import { newAda } from './people.ts';

const SOON = () => AbortSignal.timeout(10_000);
const ALL = { offset: 0, limit: 100 };

async function list({ connection }: Brand): Promise<void> {
  await later();
  await connection.index.refresh(SOON());
}

/** Ada, in a group, with what Qualtrics has no field for. */
async function ada(brand: Brand): Promise<{ id: string; groupId: string }> {
  const { users, groups } = brand.connection;
  const { id } = await users.create(newAda({ title: 'Countess' }), brand.operation());
  const group = { displayName: 'Engines', externalId: undefined, members: [id] };
  const groupId = await groups.create(group, brand.operation());
  await later();
  return { id, groupId };
}

t.test('who is not listed and not found is gone from SCIM; what the IdP said of them stays', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const { users } = brand.connection;
  const { id, groupId } = await ada(brand);
  brand.sandbox.removeUser(id);
  await list(brand);
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  const shown = await users.find(ALL, brand.operation());
  t.notOk(shown.users.some((user) => user.id === id));
  t.equal(shown.total, brand.sandbox.users().length);
  t.strictSame(await brand.store.memberships.among(groupId, [id]), [id]);
});

t.test('a later listing that does not find them either forgets them, memberships too', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const { id, groupId } = await ada(brand);
  brand.sandbox.removeUser(id);
  await list(brand);
  await list(brand);
  t.equal(await brand.store.users.get(id), undefined);
  t.strictSame(await brand.store.memberships.among(groupId, [id]), []);
  brand.calls();
  await list(brand);
  t.notOk(
    brand.calls().some((call) => call.endsWith(`/users/${id}`)),
    'and they are asked for no more',
  );
});

t.test('requests that do not find somebody are one look, however many', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const { users } = brand.connection;
  const { id, groupId } = await ada(brand);
  brand.sandbox.removeUser(id);
  for (let i = 0; i < 3; i++) await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  t.strictSame(await brand.store.memberships.among(groupId, [id]), [id]);
  await list(brand);
  t.strictSame(await brand.store.memberships.among(groupId, [id]), []);
});

for (const noticedBy of ['a listing', 'a request'] as const) {
  t.test(`who was missing for a while is as before, noticed by ${noticedBy}`, async (t) => {
    const brand = await startBrand(t, { users: 3 });
    const { users } = brand.connection;
    const { id, groupId } = await ada(brand);
    const match = { path: `/API/v3/users/${id}`, times: 'always' } as const;
    const absence = { kind: 'status', status: 404, errorCode: 'USR_1' } as const;
    brand.sandbox.setOptions({ listDelayMs: 600_000 });
    brand.sandbox.fault({ match, effect: absence });
    await list(brand);
    await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
    brand.sandbox.clearFaults();
    brand.sandbox.setOptions({ listDelayMs: 0 });
    if (noticedBy === 'a listing') await list(brand);
    const { resource } = await users.get(id, brand.operation());
    t.match(resource, { title: 'Countess', externalId: 'idp-ada' });
    t.match(await brand.store.users.get(id), { deleted: undefined, gone: undefined });
    t.strictSame(await brand.store.memberships.among(groupId, [id]), [id]);
    await list(brand);
    await list(brand);
    t.ok(await brand.store.users.get(id), 'and stays');
  });
}

t.test('who was deleted over SCIM is not brought back by having been missing', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const { users } = brand.connection;
  const { id } = await ada(brand);
  await users.delete(id, brand.operation());
  const match = { path: `/API/v3/users/${id}`, times: 'always' } as const;
  brand.sandbox.setOptions({ listDelayMs: 600_000 });
  const fault = brand.sandbox.fault({ match, effect: { kind: 'status', status: 404, errorCode: 'USR_1' } });
  await list(brand);
  t.ok((await brand.store.users.get(id))?.gone);
  fault.cancel();
  brand.sandbox.setOptions({ listDelayMs: 0 });
  await list(brand);
  const stored = await brand.store.users.get(id);
  t.ok(stored?.deleted);
  t.equal(stored?.gone, undefined);
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
});

t.test('a user of that name who is made anew is another one, and the old one is forgotten', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const { users } = brand.connection;
  const { id } = await ada(brand);
  brand.sandbox.removeUser(id);
  await list(brand);
  const again = await users.create(newAda(), brand.operation());
  t.not(again.id, id);
  await list(brand);
  t.equal(await brand.store.users.get(id), undefined);
  t.ok(await brand.store.users.get(again.id));
});
