import t from 'tap';
import { QUALTRICS_USER_SCHEMA } from '../../src/provisioning/resource.ts';
import { startBrand } from '../support/brand.ts';
import { ada, KEPT_IN_QUALTRICS, newAda } from './people.ts';

const GET = (id: string) => `GET /API/v3/users/${id}`;
const PUT = (id: string) => `PUT /API/v3/users/${id}`;

t.test('a change that changes nothing is one GET and no PUT', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = brand.connection;
  await users.change(id, (current) => current, brand.operation());
  t.strictSame(brand.calls(), [GET(id)]);
  await users.change(
    id,
    (current) => ({ ...current, active: true, timezone: 'Asia/Kolkata' }),
    brand.operation(),
  );
  t.strictSame(brand.calls(), [GET(id)], 'another spelling of the same is nothing');
});

t.test('a change that changes nothing does not count as one', async (t) => {
  const brand = await startBrand(t, { users: 1 });
  const { users } = brand.connection;
  const [one] = brand.sandbox.users().filter(({ id }) => id !== brand.sandbox.ownerId);
  const id = one?.id ?? '';
  const before = await users.get(id, brand.operation());
  const after = await users.change(id, (current) => current, brand.operation());
  t.strictSame(after.resource.meta, before.resource.meta);
  t.strictSame((await brand.store.users.get(id))?.kept, {}, 'and nothing counts as sent by the IdP');
});

t.test('a change is one GET and one PUT, and touches nothing else of the record', async (t) => {
  const brand = await startBrand(t, { putMode: 'replace' });
  const before = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const change = { timezone: 'Europe/Berlin', title: 'Admiral' };
  const user = await brand.connection.users.change(
    before.id,
    (current) => ({ ...current, ...change }),
    brand.operation(),
  );
  t.strictSame(brand.calls(), [GET(before.id), PUT(before.id)]);
  t.strictSame(brand.sandbox.user(before.id), { ...before, timeZone: 'Europe/Berlin' });
  t.match(user.resource, { ...change, userName: 'grace.moor@example.com', preferredLanguage: 'zh-Hans' });
});

t.test('what Qualtrics has no field for is kept without a PUT', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = brand.connection;
  const name = { givenName: 'Grace', familyName: 'Moor', formatted: 'Amazing Grace' };
  await users.change(id, (current) => ({ ...current, name, externalId: 'x-9' }), brand.operation());
  t.strictSame(brand.calls(), [GET(id)]);
  t.match((await users.get(id, brand.operation())).resource, { name, externalId: 'x-9' });
});

t.test('a change by hand in Qualtrics is neither undone nor hidden by the next change', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  brand.sandbox.putUser({ id, lastName: 'King', userType: 'UT_FULLUSER' });
  const user = await users.change(id, (current) => ({ ...current, title: 'Countess' }), brand.operation());
  t.match(user.resource, { name: { familyName: 'King' }, userType: 'UT_FULLUSER', title: 'Countess' });
  t.match(brand.sandbox.user(id), { lastName: 'King', userType: 'UT_FULLUSER' });
  const listed = await users.find({ offset: 0, limit: 10 }, brand.operation());
  t.match(
    listed.users.find((one) => one.id === id)?.resource,
    { name: { familyName: 'King' } },
    'and the index has it',
  );
});

t.test('the user that a PUT of the whole resource leaves is the one that was sent', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda({ title: 'Countess', displayName: 'Ada M.' }), brand.operation());
  const sent = ada({ name: { givenName: 'Augusta', familyName: 'King' }, displayName: 'Augusta K.' });
  brand.calls();
  const user = await users.replace(id, () => sent, new Set(), brand.operation());
  t.strictSame(brand.calls(), [GET(id), PUT(id)]);
  t.match(user.resource, { ...sent, externalId: 'idp-ada' });
  t.equal(user.resource.title, undefined);
  await users.replace(id, () => sent, new Set(), brand.operation());
  t.strictSame(brand.calls(), [GET(id)], 'the same again is nothing');
});

t.test('the client cannot give a user another id, or write what Qualtrics alone knows', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda({ id: 'UR_evil', meta: { created: 'never' } }), brand.operation());
  t.not(id, 'UR_evil');
  const extension = {
    permissions: { all: true },
    organizationId: 'evil',
    lastLoginDate: '2000-01-01T00:00:00Z',
  };
  const sent = ada({ id: 'UR_evil', schemas: [], [QUALTRICS_USER_SCHEMA]: extension });
  const user = await users.replace(id, () => sent, new Set(), brand.operation());
  t.match(user.resource, { id, [QUALTRICS_USER_SCHEMA]: { organizationId: 'sandbox' } });
  t.match(await brand.store.users.get(id), {
    id,
    resource: { id },
    kept: { id: undefined, schemas: undefined },
  });
});

t.test('a read that is under way does not undo a change in the index', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const path = `/API/v3/users/${id}`;
  brand.sandbox.putUser({ id, lastName: 'King' });
  brand.sandbox.clearCalls();
  brand.sandbox.fault({ match: { method: 'GET', path }, effect: { kind: 'drip', everyMs: 0 } });
  const reading = users.get(id, brand.operation());
  while (brand.sandbox.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const name = { givenName: 'Ada', familyName: 'Byron' };
  await users.change(id, (current) => ({ ...current, name }), brand.operation());
  t.match((await reading).resource, { name: { familyName: 'King' } });
  t.match(await brand.store.users.get(id), { resource: { name } });
});
