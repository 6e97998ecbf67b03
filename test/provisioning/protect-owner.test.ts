import t from 'tap';
import { QUALTRICS_USER_SCHEMA, type Resource } from '../../src/provisioning/resource.ts';
import { startBrand } from '../support/brand.ts';
import { connect } from './connect.ts';
import { newAda } from './people.ts';

const harmful: Record<string, Resource> = {
  disabled: { active: false },
  renamed: { userName: 'other@example.com' },
  'given another user type': { userType: 'UT_PARTICIPANT' },
  'made to expire': { [QUALTRICS_USER_SCHEMA]: { accountExpirationDate: '2001-01-01T00:00:00Z' } },
};

for (const [harm, change] of Object.entries(harmful)) {
  t.test(`the account that the bridge works with cannot be ${harm}`, async (t) => {
    const brand = await startBrand(t);
    const { ownerId } = brand.sandbox;
    const before = brand.sandbox.user(ownerId);
    const changed = brand.connection.users.change(
      ownerId,
      (current) => ({ ...current, ...change }),
      brand.operation(),
    );
    await t.rejects(changed, { code: 'protected' });
    t.strictSame(brand.sandbox.user(ownerId), before);
  });
}

for (const policy of ['disable', 'delete', 'disable-then-delete']) {
  t.test(`the account that the bridge works with cannot be deleted (${policy})`, async (t) => {
    const brand = await startBrand(t, {}, { SCIM_DELETE_POLICY: policy });
    const { ownerId } = brand.sandbox;
    await t.rejects(brand.connection.users.delete(ownerId, brand.operation()), { code: 'protected' });
    t.equal(brand.sandbox.user(ownerId)?.status, 'active');
  });
}

t.test('its other attributes can be changed', async (t) => {
  const brand = await startBrand(t);
  const { ownerId } = brand.sandbox;
  await brand.connection.users.change(
    ownerId,
    (current) => ({ ...current, name: { givenName: 'Bridge', familyName: 'Account' } }),
    brand.operation(),
  );
  t.match(brand.sandbox.user(ownerId), { firstName: 'Bridge', lastName: 'Account', status: 'active' });
});

t.test('it cannot be adopted', async (t) => {
  const brand = await startBrand(t, {}, { SCIM_ON_CONFLICT: 'adopt' });
  const before = brand.sandbox.user(brand.sandbox.ownerId);
  const created = brand.connection.users.create(newAda({ userName: 'ADMIN@example.com' }), brand.operation());
  await t.rejects(created, { code: 'taken' });
  t.strictSame(brand.sandbox.user(brand.sandbox.ownerId), before);
});

t.test('the owner is asked for once', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  const others = brand.sandbox.users().filter(({ id }) => id !== brand.sandbox.ownerId);
  const { users } = connect(t, brand.sandbox, brand.store);
  for (const { id } of others) {
    await users.change(id, (current) => ({ ...current, active: !current.active }), brand.operation());
  }
  t.equal(brand.calls().filter((call) => call.endsWith('/whoami')).length, 1);
});
