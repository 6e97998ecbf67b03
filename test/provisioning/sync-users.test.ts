import t from 'tap';
import type { UserIndex } from '../../src/provisioning/user-index.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Brand, startBrand } from '../support/brand.ts';
import { connect } from './connect.ts';
import { later } from './later.ts';
import { KEPT_IN_QUALTRICS, newAda } from './people.ts';

const LIST = '/API/v3/users';
const SOON = () => AbortSignal.timeout(10_000);

function idsOf({ sandbox }: Brand): string[] {
  return sandbox.users().map(({ id }) => id);
}

async function shown({ connection, operation }: Brand): Promise<string[]> {
  const { users } = await connection.users.find({ offset: 0, limit: 1_000 }, operation());
  return users.map(({ id }) => id);
}

async function list(index: UserIndex): Promise<void> {
  await later();
  await index.refresh(SOON());
}

/** Until Qualtrics has been called there. */
async function called({ calls }: Sandbox, path: string): Promise<void> {
  while (!calls.some((call) => call.path === path)) await new Promise((resolve) => setImmediate(resolve));
}

for (const paging of ['offset', 'skipToken'] as const) {
  t.test(`a listing is N / 100 calls, rounded up, and everybody is in the index (${paging})`, async (t) => {
    const brand = await startBrand(t, { users: 250, paging });
    await list(brand.connection.index);
    t.equal(brand.calls().filter((call) => call.startsWith(`GET ${LIST}`)).length, 3);
    t.strictSame(new Set(await shown(brand)), new Set(idsOf(brand)));
  });
}

t.test('changes made by hand are picked up, and what the IdP sent stays', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const { users, index } = brand.connection;
  const { id } = await users.create(
    newAda({ title: 'Countess', timezone: 'Asia/Kolkata' }),
    brand.operation(),
  );
  brand.sandbox.putUser({ id, lastName: 'King', status: 'disabled', username: 'ada.king@example.com' });
  await list(index);
  t.match(await brand.store.users.get(id), {
    resource: {
      userName: 'ada.king@example.com',
      name: { familyName: 'King' },
      active: false,
      title: 'Countess',
      timezone: 'Asia/Kolkata',
      externalId: 'idp-ada',
    },
    keys: { userName: 'ada.king@example.com', externalId: 'idp-ada' },
  });
});

t.test('who is new in Qualtrics is there, who is gone there is gone', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const [, gone] = idsOf(brand);
  brand.sandbox.removeUser(gone ?? '');
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  await list(brand.connection.index);
  t.strictSame(new Set(await shown(brand)), new Set(idsOf(brand)));
  t.ok((await shown(brand)).includes(id));
  t.ok(brand.calls().includes(`GET ${LIST}/${gone}`), 'after a second look');
});

t.test('who is not listed but there is not taken for gone', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const { users, index } = brand.connection;
  brand.sandbox.setOptions({ listDelayMs: 600_000 });
  const { id } = await users.create(newAda(), brand.operation());
  await list(index);
  t.match(await brand.store.users.get(id), { keys: { externalId: 'idp-ada' } });
});

t.test('somebody who can neither be listed nor read keeps the listing from nothing', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const { index } = brand.connection;
  const [, odd, gone] = idsOf(brand);
  brand.sandbox.putUser({ id: odd ?? '', username: null });
  brand.sandbox.removeUser(gone ?? '');
  await list(index);
  t.ok(await brand.store.users.get(odd ?? ''), 'who cannot be read is left alone');
  t.ok((await brand.store.users.get(gone ?? ''))?.gone, 'who is gone goes');
});

t.test(
  'an outage when the missing are asked for leaves everybody where they are, and the listing counts',
  async (t) => {
    const brand = await startBrand(t, { users: 3 });
    const { index } = brand.connection;
    const [, gone, goneToo] = idsOf(brand);
    brand.sandbox.removeUser(gone ?? '');
    brand.sandbox.removeUser(goneToo ?? '');
    const down = {
      match: { path: `${LIST}/*`, times: 'always' },
      effect: { kind: 'status', status: 503 },
    } as const;
    const fault = brand.sandbox.fault(down);
    await list(index);
    t.equal((await brand.store.users.get(gone ?? ''))?.gone, undefined);
    t.ok(index.isFresh());
    const asked = brand.calls().filter((call) => call.startsWith(`GET ${LIST}/`));
    t.equal(new Set(asked).size, 1, 'nobody else is asked for in the outage');
    fault.cancel();
    await list(index);
    t.ok((await brand.store.users.get(gone ?? ''))?.gone);
  },
);

t.test('where errors have no codes, who is in no list and not found is gone', async (t) => {
  const brand = await startBrand(t, { users: 3, dialect: 'seed' });
  const [, gone] = idsOf(brand);
  brand.sandbox.removeUser(gone ?? '');
  await list(brand.connection.index);
  t.ok((await brand.store.users.get(gone ?? ''))?.gone);
});

t.test('a listing that breaks off takes nobody out and is not complete', async (t) => {
  const brand = await startBrand(t, { users: 250 });
  const { index } = connect(t, brand.sandbox, brand.store);
  const before = await shown(brand);
  const second = { path: LIST, skip: 1, times: 'always' } as const;
  brand.sandbox.fault({ match: second, effect: { kind: 'status', status: 403 } });
  await t.rejects(index.refresh(SOON()), { code: 'forbidden' });
  t.notOk(index.isFresh());
  t.strictSame(await shown(brand), before);
});

t.test('a nextPage that leads elsewhere breaks the listing off, and nothing is called there', async (t) => {
  const brand = await startBrand(t, { users: 250 });
  brand.sandbox.fault({
    match: { path: LIST },
    effect: { kind: 'evil-nextPage', url: 'http://127.0.0.1:1/elsewhere' },
  });
  await t.rejects(brand.connection.index.refresh(SOON()), { code: 'malformed' });
});

t.test('who was deleted over SCIM stays deleted, whatever is done to the account by hand', async (t) => {
  const brand = await startBrand(t);
  const { users, index } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await users.delete(id, brand.operation());
  brand.sandbox.putUser({ id, status: 'active', lastName: 'King' });
  await list(index);
  const stored = await brand.store.users.get(id);
  t.ok(stored?.deleted);
  t.match(stored?.kept, { externalId: 'idp-ada' });
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
});

t.test('a user who is being changed while an older page comes in has the change in the index', async (t) => {
  const brand = await startBrand(t, { latencyMs: 5 });
  const { users, index } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const familyNames = ['King', 'Byron', 'Lovelace', 'Noel', 'Milbanke'];
  for (const [turn, familyName] of familyNames.entries()) {
    brand.sandbox.clearCalls();
    // The page is of before the change, and arrives before, while or after the change is written.
    brand.sandbox.fault({ match: { path: LIST }, effect: { kind: 'drip', everyMs: turn % 2 } });
    const listing = index.refresh(SOON());
    await called(brand.sandbox, LIST);
    const name = { givenName: 'Ada', familyName };
    await users.change(id, (current) => ({ ...current, name }), brand.operation());
    await listing;
    t.match(await brand.store.users.get(id), { resource: { name }, record: { lastName: familyName } });
  }
});

t.test('a user who is held by a slow request when the page comes in is left to that request', async (t) => {
  const brand = await startBrand(t);
  const { users, index } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'latency', ms: 200 } });
  const name = { givenName: 'Ada', familyName: 'King' };
  const changing = users.change(id, (current) => ({ ...current, name }), brand.operation());
  await called(brand.sandbox, `${LIST}/${id}`);
  await list(index);
  await changing;
  t.match(await brand.store.users.get(id), { resource: { name } });
});

t.test('a user who is created during a listing is in the index at its end', async (t) => {
  const brand = await startBrand(t, { users: 250, latencyMs: 20 });
  const { users, index } = brand.connection;
  const listing = index.refresh(SOON());
  await called(brand.sandbox, LIST);
  const { id } = await users.create(newAda({ title: 'Countess' }), brand.operation());
  await listing;
  t.match(await brand.store.users.get(id), { kept: { title: 'Countess' } });
});

t.test('a user who is too new for the list is not taken for gone', async (t) => {
  const brand = await startBrand(t, { users: 250, latencyMs: 20 });
  const { users, index } = brand.connection;
  brand.sandbox.setOptions({ listDelayMs: 600_000 });
  const listing = index.refresh(SOON());
  await called(brand.sandbox, LIST);
  const { id } = await users.create(newAda(), brand.operation());
  const notYet = { kind: 'status', status: 404 } as const;
  brand.sandbox.fault({ match: { path: `${LIST}/${id}`, times: 'always' }, effect: notYet });
  await listing;
  t.match(await brand.store.users.get(id), { keys: { externalId: 'idp-ada' } });
});

t.test('a listing that finds nothing new changes nothing', async (t) => {
  const brand = await startBrand(t, { users: 120 });
  const { users, index } = brand.connection;
  const everybody = { offset: 0, limit: 1_000 };
  const before = await users.find(everybody, brand.operation());
  await list(index);
  t.strictSame(await users.find(everybody, brand.operation()), before, 'meta.lastModified too');
});
