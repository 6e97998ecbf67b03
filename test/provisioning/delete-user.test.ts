import t from 'tap';
import type { ConnectionStore } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { startBrand } from '../support/brand.ts';
import { connect, dueIn } from './connect.ts';
import { later } from './later.ts';
import { KEPT_IN_QUALTRICS, newAda } from './people.ts';

const SOON = () => AbortSignal.timeout(5_000);
const EVERYBODY = { offset: 0, limit: 100 };

for (const policy of ['disable', 'disable-then-delete']) {
  t.test(
    `by the policy ${policy} the account is disabled, keeps everything else, and is gone from SCIM`,
    async (t) => {
      const brand = await startBrand(t, { putMode: 'replace' }, { SCIM_DELETE_POLICY: policy });
      await brand.connection.identity.check();
      const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
      const { users } = brand.connection;
      await users.get(before.id, brand.operation());
      brand.calls();
      await users.delete(before.id, brand.operation());
      t.strictSame(brand.calls(), [`GET /API/v3/users/${before.id}`, `PUT /API/v3/users/${before.id}`]);
      t.strictSame(brand.sandbox.user(before.id), { ...before, status: 'disabled' });
      await t.rejects(users.get(before.id, brand.operation()), { code: 'not-found' });
      const change = users.change(before.id, (current) => ({ ...current, active: true }), brand.operation());
      await t.rejects(change, { code: 'not-found' });
      t.equal((await users.find(EVERYBODY, brand.operation())).total, 1, 'the owner');
      const lookUp = { by: 'userName', value: 'grace.moor@example.com' } as const;
      t.equal((await users.find({ ...EVERYBODY, lookUp }, brand.operation())).total, 0);
      t.strictSame(brand.calls(), [], 'and Qualtrics is not asked again');
    },
  );
}

t.test('by the policy delete the account is deleted', async (t) => {
  const brand = await startBrand(t, {}, { SCIM_DELETE_POLICY: 'delete' });
  const { users, index } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await later();
  brand.calls();
  await users.delete(id, brand.operation());
  t.strictSame(brand.calls(), [`DELETE /API/v3/users/${id}`]);
  t.equal(brand.sandbox.user(id), undefined);
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  await index.refresh(SOON());
  await later();
  await index.refresh(SOON());
  t.equal(await brand.store.users.get(id), undefined, 'nothing is left of the user after two listings');
});

for (const policy of ['disable', 'delete', 'disable-then-delete']) {
  t.test(`a deleted user is in no group (${policy})`, async (t) => {
    const brand = await startBrand(t, {}, { SCIM_DELETE_POLICY: policy });
    const { users } = brand.connection;
    const { id } = await users.create(newAda(), brand.operation());
    await brand.store.memberships.change({ groupId: 'DV_1', add: [id], remove: [], due: [] });
    await users.delete(id, brand.operation());
    t.strictSame(await brand.store.memberships.ofUsers([id]), new Map());
  });

  t.test(`a second DELETE is not found (${policy})`, async (t) => {
    const brand = await startBrand(t, {}, { SCIM_DELETE_POLICY: policy });
    const { users } = brand.connection;
    const { id } = await users.create(newAda(), brand.operation());
    await users.delete(id, brand.operation());
    await t.rejects(users.delete(id, brand.operation()), { code: 'not-found' });
    await t.rejects(users.delete('UR_never', brand.operation()), { code: 'not-found' });
  });

  t.test(`a user who is in no listing yet can be deleted (${policy})`, async (t) => {
    const brand = await startBrand(t, {}, { SCIM_DELETE_POLICY: policy });
    const { users, index } = brand.connection;
    const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
    await users.delete(id, brand.operation());
    await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
    await index.refresh(SOON());
    await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  });

  t.test(`a deleted user stays deleted over listings and restarts (${policy})`, async (t) => {
    const brand = await startBrand(t, {}, { SCIM_DELETE_POLICY: policy });
    const { id } = await brand.connection.users.create(newAda(), brand.operation());
    await brand.connection.users.delete(id, brand.operation());
    await brand.connection.index.refresh(SOON());
    const { users, index } = connect(t, brand.sandbox, brand.store);
    await index.refresh(SOON());
    await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
    t.equal((await users.find(EVERYBODY, brand.operation())).total, 1, 'the owner');
  });

  t.test(`a page of before the DELETE does not bring the user back (${policy})`, async (t) => {
    const brand = await startBrand(t, {}, { SCIM_DELETE_POLICY: policy });
    const { users, index } = brand.connection;
    const { id } = await users.create(newAda(), brand.operation());
    brand.sandbox.fault({ match: { path: '/API/v3/users' }, effect: { kind: 'drip', everyMs: 1 } });
    const listing = index.refresh(SOON());
    await users.delete(id, brand.operation());
    await listing;
    const { users: listed } = await users.find(EVERYBODY, brand.operation());
    t.strictSame(
      listed.map((user) => user.id),
      [brand.sandbox.ownerId],
    );
  });
}

t.test('a brand that only disables on DELETE shows nobody who was deleted', async (t) => {
  const brand = await startBrand(t, { deleteEffect: 'disable' }, { SCIM_DELETE_POLICY: 'delete' });
  const { users, index } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await users.delete(id, brand.operation());
  await index.refresh(SOON());
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  t.equal((await users.find(EVERYBODY, brand.operation())).total, 1);
  t.equal((await users.create(newAda(), brand.operation())).id, id, 'and the account comes back by a POST');
});

for (const kind of ['commit-then-504', 'reset-after', 'reset-before'] as const) {
  t.test(`a DELETE that ends in ${kind} is repeated until the user is gone`, async (t) => {
    const brand = await startBrand(t, {}, { SCIM_DELETE_POLICY: 'delete' });
    const { users } = brand.connection;
    const { id } = await users.create(newAda(), brand.operation());
    brand.sandbox.fault({ match: { method: 'DELETE' }, effect: { kind } });
    await users.delete(id, brand.operation());
    t.equal(brand.sandbox.user(id), undefined);
    await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  });
}

t.test('a DELETE in an outage fails, and the user is still there', async (t) => {
  for (const policy of ['disable', 'delete']) {
    const brand = await startBrand(t, {}, { SCIM_DELETE_POLICY: policy });
    const { users } = brand.connection;
    const { id } = await users.create(newAda(), brand.operation());
    brand.sandbox.fault({
      match: { path: '/API/v3/users/*', times: 'always' },
      effect: { kind: 'reset-before' },
    });
    await t.rejects(users.delete(id, dueIn(2_000)), { code: 'unavailable', retryAfter: Number });
    brand.sandbox.clearFaults();
    t.match((await users.get(id, brand.operation())).resource, { active: true });
  }
});

t.test('a DELETE and a change of the same user at the same time end in a deleted user', async (t) => {
  const brand = await startBrand(t, { latencyMs: 5 });
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const [change, deletion] = await Promise.allSettled([
    users.change(id, (current) => ({ ...current, title: 'Countess' }), brand.operation()),
    users.delete(id, brand.operation()),
  ]);
  t.equal(change.status, 'fulfilled');
  t.equal(deletion.status, 'fulfilled');
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  t.equal(brand.sandbox.user(id)?.status, 'disabled');
});

t.test('a read that is under way does not bring a deleted user back', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  brand.sandbox.putUser({ id, lastName: 'King' });
  const path = `/API/v3/users/${id}`;
  brand.sandbox.fault({ match: { method: 'GET', path }, effect: { kind: 'drip', everyMs: 0 } });
  const reading = users.get(id, brand.operation());
  await users.delete(id, brand.operation());
  await reading;
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
});

t.test('a DELETE that ends before the groups are left can be repeated, and leaves them then', async (t) => {
  const brand = await startBrand(t);
  const { id } = await brand.connection.users.create(newAda(), brand.operation());
  const divisionId = brand.sandbox.putDivision({ name: 'Sales' }).id;
  const due = [{ userId: id, from: [null] }];
  await brand.store.memberships.change({ groupId: divisionId, add: [id], remove: [], due });
  let failures = 1;
  const store: ConnectionStore = {
    ...brand.store,
    memberships: {
      ...brand.store.memberships,
      async removeUser(userId) {
        if (failures-- > 0) throw new StoreError('unavailable', 'The disk is full.');
        await brand.store.memberships.removeUser(userId);
      },
    },
  };
  const { users } = connect(t, brand.sandbox, store);
  await t.rejects(users.delete(id, dueIn(5_000)), { code: 'store-unavailable' });
  await users.delete(id, dueIn(5_000));
  t.notOk((await brand.store.memberships.ofUsers([id])).has(id));
  await t.rejects(users.delete(id, dueIn(5_000)), { code: 'not-found' });
});
