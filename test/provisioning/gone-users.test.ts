import t from 'tap';
import { startBrand } from '../support/brand.ts';
import { newAda } from './people.ts';

t.test('who is gone upstream is not found any more, by id or by name', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  brand.sandbox.removeUser(id);
  const change = users.change(id, (current) => ({ ...current, active: false }), brand.operation());
  await t.rejects(change, { code: 'not-found' });
  t.ok((await brand.store.users.get(id))?.gone);
  t.strictSame(await brand.store.users.lookUp('userName', 'ada@example.com'), []);
});

t.test('an outage is never a 404, and takes nobody out of the index', async (t) => {
  const brand = await startBrand(t);
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  const outages = [
    { kind: 'status', status: 404, body: 'html' },
    { kind: 'status', status: 404, body: 'empty' },
    { kind: 'status', status: 404, body: 'json-no-code' },
    { kind: 'status', status: 403 },
    { kind: 'status', status: 401 },
  ] as const;
  for (const effect of outages) {
    brand.sandbox.fault({ match: { path: `/API/v3/users/${id}`, times: 'always' }, effect });
    const failure = await users.get(id, brand.operation()).then(
      () => undefined,
      (error: unknown) => error,
    );
    t.match(failure, { code: /^(unavailable|credential-refused)$/ }, JSON.stringify(effect));
    brand.sandbox.clearFaults();
  }
  t.equal((await brand.store.users.get(id))?.keys.externalId, 'idp-ada');
});

t.test('a 404 without a code counts where the list agrees', async (t) => {
  const brand = await startBrand(t, { dialect: 'seed' });
  const { users } = brand.connection;
  const { id } = await users.create(newAda(), brand.operation());
  await t.rejects(users.get('URH_neverexisted', brand.operation()), { code: 'not-found' });
  brand.sandbox.removeUser(id);
  await t.rejects(users.get(id, brand.operation()), { code: 'not-found' });
  t.ok((await brand.store.users.get(id))?.gone);
});

t.test('ids that Qualtrics cannot have given are not found, without a call', async (t) => {
  const brand = await startBrand(t);
  for (const id of [
    '',
    '..',
    '../whoami',
    'UR_1/apitoken',
    'userName:ada@example.com',
    'UR_\u0000',
    'x'.repeat(200),
  ]) {
    await t.rejects(
      brand.connection.users.get(id, brand.operation()),
      { code: 'not-found' },
      JSON.stringify(id),
    );
    const change = brand.connection.users.change(
      id,
      (current) => ({ ...current, active: false }),
      brand.operation(),
    );
    await t.rejects(change, { code: 'not-found' });
  }
  t.strictSame(brand.calls(), []);
});
