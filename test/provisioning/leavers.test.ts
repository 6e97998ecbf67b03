import t from 'tap';
import type { Resource } from '../../src/provisioning/resource.ts';
import { startBrand } from '../support/brand.ts';
import { KEPT_IN_QUALTRICS, newAda } from './people.ts';

const leave = (current: Resource): Resource => ({ ...current, active: false });

t.test('a leaver is disabled by one GET and one PUT, and stays readable', async (t) => {
  const brand = await startBrand(t);
  await brand.connection.identity.check();
  const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = brand.connection;
  brand.calls();
  await users.change(before.id, leave, brand.operation());
  t.strictSame(brand.calls(), [`GET /API/v3/users/${before.id}`, `PUT /API/v3/users/${before.id}`]);
  t.strictSame(brand.sandbox.user(before.id), { ...before, status: 'disabled' });
  t.equal((await users.get(before.id, brand.operation())).resource.active, false);
});

const refusals = {
  'a 400': { kind: 'status', status: 400 },
  'a 409': { kind: 'status', status: 409 },
  'a 403, as of a division administrator': { kind: 'status', status: 403 },
} as const;

for (const [refusal, effect] of Object.entries(refusals)) {
  t.test(`a leaver is disabled though Qualtrics answers ${refusal} to the rest of the request`, async (t) => {
    const brand = await startBrand(t);
    const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
    brand.sandbox.fault({ match: { method: 'PUT' }, effect });
    const change = brand.connection.users.change(
      before.id,
      (current) => ({ ...leave(current), timezone: 'Europe/Berlin', title: 'Admiral' }),
      brand.operation(),
    );
    await t.rejects(change, { name: 'ProvisioningError', detail: /^The account was disabled, but the rest/ });
    t.strictSame(brand.sandbox.user(before.id), { ...before, status: 'disabled' });
    t.match(await brand.store.users.get(before.id), { resource: { active: false, title: undefined } });
  });
}

t.test('a leaver is disabled though Qualtrics fails at the rest of the request each time', async (t) => {
  const brand = await startBrand(t);
  const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  brand.sandbox.fault({ match: { method: 'PUT', times: 4 }, effect: { kind: 'status', status: 500 } });
  const change = brand.connection.users.change(
    before.id,
    (current) => ({ ...leave(current), timezone: 'Europe/Berlin' }),
    brand.operation(),
  );
  await t.rejects(change, { code: 'unavailable', detail: /^The account was disabled/ });
  t.equal(brand.sandbox.user(before.id)?.status, 'disabled');
});

t.test('the PUT that disables alone is repeated like any other', async (t) => {
  const brand = await startBrand(t);
  const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'status', status: 400 } });
  brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'status', status: 503 } });
  const change = brand.connection.users.change(
    before.id,
    (current) => ({ ...leave(current), timezone: 'Europe/Berlin' }),
    brand.operation(),
  );
  await t.rejects(change, { code: 'invalid', detail: /^The account was disabled/ });
  t.equal(brand.sandbox.user(before.id)?.status, 'disabled');
});

t.test(
  'a leaver who is to be renamed to a taken userName is disabled, and the conflict is told',
  async (t) => {
    const brand = await startBrand(t);
    const { users } = brand.connection;
    const { id } = await users.create(newAda(), brand.operation());
    await users.create(newAda({ userName: 'King@Example.com', externalId: 'idp-king' }), brand.operation());
    const change = users.change(
      id,
      (current) => ({ ...leave(current), userName: 'king@example.com' }),
      brand.operation(),
    );
    await t.rejects(change, { code: 'taken', detail: /^The account was disabled/ });
    t.match(brand.sandbox.user(id), { status: 'disabled', username: 'ada.marsh@example.com' });
  },
);

t.test('a leaver whose new userName has a character that Qualtrics refuses is disabled', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const change = brand.connection.users.change(
    id,
    (current) => ({ ...leave(current), userName: 'grace|left@example.com' }),
    brand.operation(),
  );
  await t.rejects(change, { code: 'invalid', detail: /disabled.*userName may not contain \|/ });
  t.equal(brand.sandbox.user(id)?.status, 'disabled');
});

t.test('values that Qualtrics cannot hold do not stand in the way of a leaver', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const user = await brand.connection.users.change(
    id,
    (current) => ({ ...leave(current), userType: 'Wizard', timezone: 'Mars/Olympus' }),
    brand.operation(),
  );
  t.match(user.resource, { active: false, userType: 'Wizard', timezone: 'Mars/Olympus' });
  t.equal(brand.sandbox.user(id)?.status, 'disabled');
  t.equal(brand.dropped.length, 2);
});

t.test('a change that disables nobody is refused as a whole', async (t) => {
  const brand = await startBrand(t);
  const before = brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS, status: 'disabled' });
  brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'status', status: 400 } });
  const change = brand.connection.users.change(
    before.id,
    (current) => ({ ...leave(current), timezone: 'Europe/Berlin' }),
    brand.operation(),
  );
  await t.rejects(change, { code: 'invalid', detail: /^Qualtrics refused the values/ });
  t.strictSame(brand.sandbox.user(before.id), before);
  t.equal(brand.calls().filter((call) => call.startsWith('PUT')).length, 1);
});

t.test('a leaver is not kept waiting by background work on the same record', async (t) => {
  const brand = await startBrand(t, { users: 1 }, { QUALTRICS_RATE_LIMIT_PER_MINUTE: '1200' });
  const { users } = brand.connection;
  await brand.connection.identity.check();
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const over = new AbortController();
  const crowd = Array.from({ length: 300 }, () =>
    users.get(brand.sandbox.ownerId, { ...brand.operation(), signal: over.signal }).catch(() => {}),
  );
  await Promise.race(crowd);
  const move = users.change(
    id,
    (current) => ({
      ...current,
      title: 'Admiral',
      name: { ...(current.name as object), familyName: 'Moved' },
    }),
    {
      ...brand.operation(),
      lane: 'background',
    },
  );
  await Promise.race(crowd.slice(10));
  brand.calls();
  await users.change(id, leave, { ...brand.operation(), lane: 'deactivation' });
  const calls = brand.calls();
  t.equal(calls.filter((call) => call.endsWith(id)).length, 4, 'the one before ends first');
  t.ok(calls.length <= 8, `${calls.length - 4} calls of others came between`);
  t.match(brand.sandbox.user(id), { status: 'disabled', lastName: 'Moved' });
  await move;
  over.abort();
  await Promise.all(crowd);
});
