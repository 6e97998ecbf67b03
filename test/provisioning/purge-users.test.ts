import t, { type Test } from 'tap';
import type { ConnectionEvents } from '../../src/connection-events.ts';
import { type Brand, startBrand } from '../support/brand.ts';
import { connect } from './connect.ts';
import { newAda } from './people.ts';

const POLICY = { SCIM_DELETE_POLICY: 'disable-then-delete' };
const DAY = 24 * 60 * 60 * 1_000;

/** Somebody who was deleted over SCIM, and whose time is up. */
async function deleted({ connection, operation, store }: Brand, name: string): Promise<string> {
  const user = await connection.users.create(
    newAda({ userName: `${name}@example.com`, externalId: name }),
    operation(),
  );
  await connection.users.delete(user.id, operation());
  const stored = await store.users.get(user.id);
  if (stored) await store.users.put({ ...stored, purgeAfter: new Date(Date.now() - 1).toISOString() });
  return user.id;
}

/** What the purge of a process that starts tells. */
async function purge(t: Test, { sandbox, store }: Brand) {
  const told = Promise.withResolvers<Parameters<ConnectionEvents['onPurged']>[0]>();
  const connection = connect(t, sandbox, store, POLICY, { onPurged: told.resolve });
  await connection.start();
  return await told.promise;
}

t.test('a deletion is due after the configured days', async (t) => {
  const brand = await startBrand(t, {}, { ...POLICY, SCIM_DELETE_AFTER_DAYS: '7' });
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const before = Date.now();
  await users.delete(id, brand.operation());
  const due = Date.parse((await brand.store.users.get(id))?.purgeAfter ?? '');
  t.ok(due >= before + 7 * DAY && due <= Date.now() + 7 * DAY);
  t.strictSame(await purge(t, brand), { purged: 0 });
  t.equal(brand.sandbox.user(id)?.status, 'disabled');
});

t.test('who was deleted long enough ago is deleted for good', async (t) => {
  const brand = await startBrand(t, {}, POLICY);
  const [one, other] = [await deleted(brand, 'one'), await deleted(brand, 'other')];
  t.strictSame(await purge(t, brand), { purged: 2 });
  t.equal(brand.sandbox.user(one), undefined);
  t.equal(brand.sandbox.user(other), undefined);
});

t.test('who came back since is not', async (t) => {
  const brand = await startBrand(t, {}, POLICY);
  const id = await deleted(brand, 'one');
  await brand.connection.users.create(
    newAda({ userName: 'one@example.com', externalId: 'one' }),
    brand.operation(),
  );
  t.strictSame(await purge(t, brand), { purged: 0 });
  t.equal(brand.sandbox.user(id)?.status, 'active');
});

t.test('who comes back during the purge is not', async (t) => {
  const brand = await startBrand(t, {}, POLICY);
  await deleted(brand, 'one');
  await deleted(brand, 'other');
  const [first, second] = await brand.store.users.duePurges(new Date().toISOString());
  brand.sandbox.fault({ match: { method: 'DELETE' }, effect: { kind: 'latency', ms: 300 } });
  const told = Promise.withResolvers<Parameters<ConnectionEvents['onPurged']>[0]>();
  const connection = connect(t, brand.sandbox, brand.store, POLICY, { onPurged: told.resolve });
  brand.sandbox.clearCalls();
  await connection.start();
  while (!brand.sandbox.calls.some(({ method }) => method === 'DELETE')) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const userName = second?.keys.userName ?? '';
  await connection.users.create(newAda({ userName, externalId: 'again', active: false }), brand.operation());
  t.strictSame(await told.promise, { purged: 1 });
  t.equal(brand.sandbox.user(first?.id ?? ''), undefined);
  t.equal(brand.sandbox.user(second?.id ?? '')?.status, 'disabled');
});

t.test('who was enabled in Qualtrics by hand since is not, and nobody asks again', async (t) => {
  const brand = await startBrand(t, {}, POLICY);
  const id = await deleted(brand, 'one');
  brand.sandbox.putUser({ id, status: 'active' });
  t.strictSame(await purge(t, brand), { purged: 0 });
  t.equal(brand.sandbox.user(id)?.status, 'active');
  t.strictSame(await brand.store.users.duePurges(new Date().toISOString()), []);
  await t.rejects(brand.connection.users.get(id, brand.operation()), { code: 'not-found' });
});

t.test('who is gone already is done with', async (t) => {
  const brand = await startBrand(t, {}, POLICY);
  const id = await deleted(brand, 'one');
  brand.sandbox.removeUser(id);
  t.strictSame(await purge(t, brand), { purged: 1 });
  t.equal(await brand.store.users.get(id), undefined);
  const last = (await Array.fromAsync(brand.store.audit.entries())).at(-1);
  t.match(last, {
    resourceType: 'User',
    id,
    action: 'purge',
    outcome: 'not-found',
    askedBy: { task: 'purge' },
  });
});

t.test('somebody whom Qualtrics does not let go keeps none of the others, and is told', async (t) => {
  const brand = await startBrand(t, {}, POLICY);
  const [one, other] = [await deleted(brand, 'one'), await deleted(brand, 'other')];
  const [first] = await brand.store.users.duePurges(new Date().toISOString());
  const match = { method: 'DELETE', path: `/API/v3/users/${first?.id}`, times: 'always' } as const;
  brand.sandbox.fault({ match, effect: { kind: 'status', status: 400 } });
  t.match(await purge(t, brand), { failure: { name: 'QualtricsError', code: 'invalid' } });
  t.strictSame(
    [one, other].filter((id) => brand.sandbox.user(id)),
    [first?.id],
  );
});

t.test('who turns out to have been deleted by a call that had no answer is forgotten', async (t) => {
  const brand = await startBrand(t, {}, POLICY);
  const id = await deleted(brand, 'one');
  brand.sandbox.fault({ match: { method: 'DELETE' }, effect: { kind: 'commit-then-504' } });
  t.strictSame(await purge(t, brand), { purged: 1 });
  t.equal(brand.sandbox.user(id), undefined);
  t.equal(await brand.store.users.get(id), undefined);
  const last = (await Array.fromAsync(brand.store.audit.entries())).at(-1);
  t.match(last, { id, action: 'purge', outcome: 'done' });
});

t.test('an outage leaves the purge to a later round', async (t) => {
  const brand = await startBrand(t, {}, POLICY);
  const id = await deleted(brand, 'one');
  brand.sandbox.fault({
    match: { method: 'DELETE', times: 'always' },
    effect: { kind: 'status', status: 503 },
  });
  t.match(await purge(t, brand), { failure: { code: 'unavailable' } });
  brand.sandbox.clearFaults();
  t.strictSame(await purge(t, brand), { purged: 1 });
  t.equal(brand.sandbox.user(id), undefined);
});
