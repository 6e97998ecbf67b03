import t from 'tap';
import { startBrand } from '../support/brand.ts';
import { dueIn } from './connect.ts';
import { KEPT_IN_QUALTRICS } from './people.ts';

const GET = (id: string) => `GET /API/v3/users/${id}`;
const PUT = (id: string) => `PUT /API/v3/users/${id}`;

t.test('the change runs again on the newer resource when the write has to be repeated', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS, lastName: 'Moor' });
  brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'status', status: 503 } });
  const seen: unknown[] = [];
  const user = await brand.connection.users.change(
    id,
    (current) => {
      seen.push(current.name);
      if (seen.length === 1) brand.sandbox.putUser({ id, lastName: 'Hopper' });
      return { ...current, timezone: 'Europe/Berlin' };
    },
    brand.operation(),
  );
  t.match(seen, [{ familyName: 'Moor' }, { familyName: 'Hopper' }]);
  t.match(brand.sandbox.user(id), { lastName: 'Hopper', timeZone: 'Europe/Berlin' });
  t.match(user.resource.name, { familyName: 'Hopper' });
});

const passing = {
  'a 429': { kind: 'status', status: 429, retryAfter: 1 },
  'a 429 that does not say when to come back': { kind: 'status', status: 429 },
  'a 500': { kind: 'status', status: 500 },
  'a 503 of a gateway': { kind: 'status', status: 503, body: 'html' },
  'a reset before it arrived': { kind: 'reset-before' },
} as const;

for (const [failure, effect] of Object.entries(passing)) {
  t.test(`after ${failure} the user is read again and written again`, async (t) => {
    const brand = await startBrand(t);
    const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
    brand.sandbox.fault({ match: { method: 'PUT' }, effect });
    await brand.connection.users.change(id, (current) => ({ ...current, active: false }), brand.operation());
    t.strictSame(
      brand.calls().filter((call) => call.includes('/users/')),
      [GET(id), PUT(id), GET(id), PUT(id)],
    );
    t.equal(brand.sandbox.user(id)?.status, 'disabled');
  });
}

for (const kind of ['commit-then-504', 'reset-after'] as const) {
  t.test(`after ${kind} the user is read again, and what has landed is not written twice`, async (t) => {
    const brand = await startBrand(t);
    const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
    brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind } });
    const user = await brand.connection.users.change(
      id,
      (current) => ({ ...current, timezone: 'Europe/Berlin' }),
      brand.operation(),
    );
    t.strictSame(brand.calls(), [GET(id), PUT(id), GET(id)]);
    t.equal(user.resource.timezone, 'Europe/Berlin');
  });
}

t.test('an outage is unavailable with a time to come back, and nothing is kept of the change', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  brand.sandbox.fault({ match: { method: 'PUT', times: 'always' }, effect: { kind: 'status', status: 503 } });
  const change = brand.connection.users.change(
    id,
    (current) => ({ ...current, timezone: 'Europe/Berlin', title: 'Admiral' }),
    brand.operation(),
  );
  await t.rejects(change, { name: 'ProvisioningError', code: 'unavailable', retryAfter: Number });
  brand.sandbox.clearFaults();
  const { resource } = await brand.connection.users.get(id, brand.operation());
  t.equal(resource.timezone, 'Asia/Calcutta');
  t.equal(resource.title, undefined);
});

t.test('Qualtrics asking for more time than there is becomes limited at once', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const effect = { kind: 'status', status: 429, retryAfter: 40 } as const;
  brand.sandbox.fault({ match: { method: 'PUT' }, effect });
  const change = brand.connection.users.change(
    id,
    (current) => ({ ...current, active: false }),
    brand.operation(),
  );
  await t.rejects(change, { code: 'limited', retryAfter: 40 });
});

t.test('the answer comes when it is due, also from behind another change of that user', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = brand.connection;
  brand.sandbox.fault({ match: { method: 'GET' }, effect: { kind: 'latency', ms: 2_000 } });
  const slow = users.change(id, (current) => ({ ...current, active: false }), brand.operation());
  let isDone = false;
  void slow.finally(() => {
    isDone = true;
  });
  const behind = users.change(id, (current) => ({ ...current, timezone: 'Europe/Berlin' }), dueIn(100));
  await t.rejects(behind, { code: 'unavailable', retryAfter: Number });
  t.notOk(isDone, 'the one before is still under way');
  await slow;
  t.match(brand.sandbox.user(id), { status: 'disabled', timeZone: 'Asia/Calcutta' });
});

t.test('a PUT that nobody waits for any more cannot undo the next change when it lands late', async (t) => {
  const brand = await startBrand(t, { putMode: 'replace' });
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = brand.connection;
  brand.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'latency', ms: 1_500 } });
  const late = users.change(id, (current) => ({ ...current, timezone: 'Europe/Berlin' }), dueIn(300));
  await t.rejects(late, { code: 'unavailable' });
  await users.change(id, (current) => ({ ...current, preferredLanguage: 'de' }), brand.operation());
  t.match(brand.sandbox.user(id), { language: 'DE', timeZone: 'Europe/Berlin' });
});
