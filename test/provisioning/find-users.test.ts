import t from 'tap';
import type { UserQuery } from '../../src/provisioning/find-users.ts';
import { type Brand, startBrand } from '../support/brand.ts';
import { connect, dueIn } from './connect.ts';
import { KEPT_IN_QUALTRICS, newAda } from './people.ts';

const SOON = () => AbortSignal.timeout(5_000);

function find({ connection, operation }: Brand, query: Partial<UserQuery>) {
  return connection.users.find({ offset: 0, limit: 100, ...query }, operation());
}

const named = (value: string): Partial<UserQuery> => ({ lookUp: { by: 'userName', value } });
const withExternalId = (value: string): Partial<UserQuery> => ({ lookUp: { by: 'externalId', value } });
const mailed = (value: string): Partial<UserQuery> => ({ lookUp: { by: 'email', value } });

t.test('a look-up that finds nobody asks nobody', async (t) => {
  const brand = await startBrand(t);
  const queries = [named('nobody@example.com'), withExternalId('none'), mailed('nobody@example.com')];
  for (const query of [...queries, { lookUp: { by: 'id', value: 'UR_nobody' } as const }]) {
    t.strictSame(await find(brand, query), { total: 0, users: [] });
  }
  t.strictSame(brand.calls(), []);
});

t.test('a look-up that finds somebody reads that user live, and no more', async (t) => {
  const brand = await startBrand(t);
  const { id } = await brand.connection.users.create(newAda(), brand.operation());
  brand.sandbox.putUser({ id, lastName: 'King' });
  brand.calls();
  const queries = [named('ADA.MARSH@example.com'), withExternalId('idp-ada'), mailed('Ada@Example.com')];
  for (const query of [...queries, { lookUp: { by: 'id', value: id } as const }]) {
    t.match(await find(brand, query), {
      total: 1,
      users: [{ id, resource: { name: { familyName: 'King' } } }],
    });
    t.strictSame(brand.calls(), [`GET /API/v3/users/${id}`]);
  }
});

t.test('externalId is compared exactly, userName and e-mail in any letter case', async (t) => {
  const brand = await startBrand(t);
  await brand.connection.users.create(newAda(), brand.operation());
  t.equal((await find(brand, withExternalId('IDP-ADA'))).total, 0);
});

t.test('the rest of the filter counts as well, and on what is there now', async (t) => {
  const brand = await startBrand(t);
  const { id } = await brand.connection.users.create(newAda(), brand.operation());
  const inactive: Partial<UserQuery> = {
    ...named('ada.marsh@example.com'),
    matches: ({ active }) => active === false,
  };
  t.equal((await find(brand, inactive)).total, 0);
  brand.sandbox.putUser({ id, status: 'disabled' });
  t.equal((await find(brand, inactive)).total, 1);
});

t.test(
  'who was renamed by hand is not found by the old name, and the index learns the new one',
  async (t) => {
    const brand = await startBrand(t);
    const { id } = await brand.connection.users.create(newAda(), brand.operation());
    brand.sandbox.putUser({ id, username: 'ada.king@example.com' });
    const matches: UserQuery['matches'] = ({ userName }) => userName === 'ada.marsh@example.com';
    t.equal((await find(brand, { ...named('ada.marsh@example.com'), matches })).total, 0);
    brand.calls();
    t.match(await find(brand, named('ada.king@example.com')), { total: 1, users: [{ id }] });
    t.equal((await find(brand, named('ada.marsh@example.com'))).total, 0);
  },
);

t.test('who was deleted by hand is found no more', async (t) => {
  const brand = await startBrand(t);
  const { id } = await brand.connection.users.create(newAda(), brand.operation());
  brand.sandbox.removeUser(id);
  t.equal((await find(brand, named('ada.marsh@example.com'))).total, 0);
  t.equal((await find(brand, {})).total, 1, 'the owner');
});

t.test('an outage is a failure, never an empty answer', async (t) => {
  const brand = await startBrand(t);
  await brand.connection.users.create(newAda(), brand.operation());
  brand.sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 503 } });
  await t.rejects(find(brand, named('ada.marsh@example.com')), { code: 'unavailable', retryAfter: Number });
});

t.test('two accounts of one userName: the one with the suffix is meant', async (t) => {
  const brand = await startBrand(t, { brandId: 'acme' }, { QUALTRICS_USERNAME_SUFFIX: '#acme' });
  const local = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  await brand.connection.index.refresh(SOON());
  t.match((await find(brand, named('grace.moor@example.com'))).users, [{ id: local.id }], 'the only one');
  const sso = brand.sandbox.putUser({ ...KEPT_IN_QUALTRICS, username: 'grace.moor@example.com#ACME' });
  await brand.connection.index.refresh(SOON());
  t.match(await find(brand, named('Grace.Moor@example.com')), { total: 1, users: [{ id: sso.id }] });
});

t.test('two users of one e-mail address are both found', async (t) => {
  const brand = await startBrand(t);
  await brand.connection.users.create(newAda(), brand.operation());
  await brand.connection.users.create(
    newAda({ userName: 'b@example.com', externalId: 'b' }),
    brand.operation(),
  );
  t.equal((await find(brand, mailed('ada@example.com'))).total, 2);
  t.match(await find(brand, { ...mailed('ada@example.com'), offset: 1, limit: 5 }), {
    total: 2,
    users: [{}],
  });
  t.match(await find(brand, { ...mailed('ada@example.com'), limit: 0 }), { total: 2, users: [] });
});

t.test('many users of one e-mail address are taken from the index', async (t) => {
  const brand = await startBrand(t);
  for (let i = 0; i < 5; i++) brand.sandbox.putUser({ email: 'shared@example.com' });
  await brand.connection.index.refresh(SOON());
  brand.calls();
  t.equal((await find(brand, mailed('shared@example.com'))).total, 5);
  t.strictSame(brand.calls(), []);
});

t.test('pages come from the index, in one order, without a call', async (t) => {
  const brand = await startBrand(t, { users: 25 });
  const pages = [];
  for (let offset = 0; offset < 30; offset += 10) pages.push(await find(brand, { offset, limit: 10 }));
  t.strictSame(
    pages.map(({ total, users }) => [total, users.length]),
    [
      [26, 10],
      [26, 10],
      [26, 6],
    ],
  );
  const ids = pages.flatMap(({ users }) => users.map(({ id }) => id));
  t.strictSame(new Set(ids), new Set(brand.sandbox.users().map(({ id }) => id)));
  t.match(await find(brand, { offset: 26, limit: 10 }), { total: 26, users: [] });
  t.match(await find(brand, { limit: 0 }), { total: 26, users: [] });
  t.strictSame(brand.calls(), []);
});

t.test('a filter that names nobody in particular goes over all, without a call', async (t) => {
  const brand = await startBrand(t, { users: 25 });
  const disabled = brand.sandbox.users().filter(({ status }) => status === 'disabled');
  const matches: UserQuery['matches'] = ({ active }) => active === false;
  t.equal((await find(brand, { matches })).total, disabled.length);
  const second = await find(brand, { matches: () => true, offset: 10, limit: 3 });
  t.match(second, { total: 26 });
  t.strictSame(second.users, (await find(brand, { offset: 10, limit: 3 })).users);
  t.strictSame(brand.calls(), []);
});

t.test('while the index was never complete, a list waits for it rather than show a part', async (t) => {
  const brand = await startBrand(t, { users: 250 });
  await brand.store.facts.set('users.listed', '2999-01-01T00:00:00.000Z');
  const fresh = connect(t, brand.sandbox, brand.store);
  brand.sandbox.setOptions({ latencyMs: 20 });
  await fresh.start();
  const page = await fresh.users.find({ offset: 0, limit: 1 }, brand.operation());
  t.equal(page.total, 251);
  const filtered = await fresh.users.find({ matches: () => true, offset: 0, limit: 1 }, brand.operation());
  t.equal(filtered.total, 251);
});

t.test('a list that cannot wait any longer is unavailable, not empty', async (t) => {
  const brand = await startBrand(t, { users: 3 });
  await brand.store.facts.set('users.listed', '2999-01-01T00:00:00.000Z');
  const fresh = connect(t, brand.sandbox, brand.store);
  brand.sandbox.fault({ match: { path: '/API/v3/users' }, effect: { kind: 'latency', ms: 3_000 } });
  await fresh.start();
  const page = fresh.users.find({ offset: 0, limit: 10 }, dueIn(100));
  await t.rejects(page, { code: 'unavailable', retryAfter: Number });
});

t.test('while the index is not fresh, a look-up that finds nobody asks by userName', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = connect(t, brand.sandbox, brand.store);
  const query = { ...named('Grace.Moor@example.com'), offset: 0, limit: 10 };
  t.match(await users.find(query, brand.operation()), { total: 1, users: [{ id }] });
  t.strictSame(brand.calls(), ['GET /API/v3/users', `GET /API/v3/users/${id}`]);
  const nobody = { ...named('nobody@example.com'), offset: 0, limit: 10 };
  t.equal((await users.find(nobody, brand.operation())).total, 0);
  t.strictSame(brand.calls(), ['GET /API/v3/users']);
  const unknown = { ...withExternalId('nobody'), offset: 0, limit: 10 };
  t.equal((await users.find(unknown, brand.operation())).total, 0);
  t.strictSame(brand.calls(), [], 'Qualtrics knows no externalId');
});

t.test('where the brand ignores that, all who ask share one listing', async (t) => {
  const brand = await startBrand(t, { users: 150, usernameFilter: 'ignored', pageSize: 50, latencyMs: 5 });
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = connect(t, brand.sandbox, brand.store);
  const queries = ['grace.moor@example.com', 'nobody@example.com', 'none@example.com'].map((value) =>
    users.find({ ...named(value), offset: 0, limit: 10 }, brand.operation()),
  );
  const [grace, ...nobody] = await Promise.all(queries);
  t.match(grace, { total: 1, users: [{ id }] });
  t.match(nobody, [{ total: 0 }, { total: 0 }]);
  const listings = brand.calls().filter((call) => call === 'GET /API/v3/users');
  t.equal(listings.length, 3 + 4, 'each asked by userName first; one listing of 152 users');
});

t.test('while the index is not fresh, an id is asked for', async (t) => {
  const brand = await startBrand(t);
  const { id } = brand.sandbox.putUser(KEPT_IN_QUALTRICS);
  const { users } = connect(t, brand.sandbox, brand.store);
  const byId = (value: string) =>
    users.find({ lookUp: { by: 'id', value }, offset: 0, limit: 10 }, brand.operation());
  t.match(await byId(id), { total: 1, users: [{ id }] });
  t.equal((await byId('UR_nobody')).total, 0);
});

t.test('a look-up that has to wait for a listing gives up when the answer is due', async (t) => {
  const brand = await startBrand(t, { usernameFilter: 'ignored' });
  const { users } = connect(t, brand.sandbox, brand.store);
  brand.sandbox.fault({ match: { path: '/API/v3/users', skip: 1 }, effect: { kind: 'latency', ms: 3_000 } });
  const query = { ...named('nobody@example.com'), offset: 0, limit: 10 };
  await t.rejects(users.find(query, dueIn(300)), { code: 'unavailable', retryAfter: Number });
});
