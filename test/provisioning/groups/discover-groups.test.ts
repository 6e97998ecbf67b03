import t, { type Test } from 'tap';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { type Brand, startBrand } from '../../support/brand.ts';
import { dueIn } from '../connect.ts';

const NONE = { membersForFilter: 'none', members: 'none', offset: 0, limit: 100 } as const;

interface Scene extends Brand {
  names(): Promise<unknown[]>;
  list(): Promise<string[]>;
}

async function scene(t: Test, options: SandboxOptions, environment: NodeJS.ProcessEnv = {}): Promise<Scene> {
  const brand = await startBrand(t, options, environment);
  const { connection, calls } = brand;
  return {
    ...brand,
    async names() {
      const { resources } = await connection.groups.find(NONE, brand.operation());
      return resources.map(({ displayName }) => displayName).sort();
    },
    /** Lists the brand as at the interval; returns the calls about divisions. */
    async list() {
      calls();
      await connection.index.refresh(AbortSignal.timeout(10_000));
      return calls().filter((call) => call.includes('/divisions'));
    },
  };
}

t.test('where the brand has a list, every division is a group, and names follow', async (t) => {
  const { sandbox, names, list } = await scene(t, {
    divisionsList: true,
    divisions: ['A', 'B'],
    pageSize: 1,
  });
  t.same(await names(), ['A', 'B']);
  const [first] = sandbox.divisions();
  sandbox.putDivision({ id: first?.id ?? '', name: 'Renamed' });
  sandbox.putDivision({ name: 'C' });
  t.same(
    await list(),
    Array.from({ length: 3 }, () => 'GET /API/v3/divisions'),
  );
  t.same(await names(), ['B', 'C', 'Renamed']);
});

t.test('where it has none, divisions are known from the configuration and from users', async (t) => {
  const { names, sandbox, list } = await scene(
    t,
    { divisions: [], users: 2 },
    { QUALTRICS_DIVISION_IDS: 'DV_configured,DV_none' },
  );
  t.same(await names(), []);
  sandbox.putDivision({ id: 'DV_configured', name: 'Configured' });
  sandbox.putDivision({ id: 'DV_seen', name: 'Seen' });
  sandbox.putDivision({ id: 'DV_unheard', name: 'Unheard of' });
  const ada = sandbox.users().find(({ id }) => id !== sandbox.ownerId);
  sandbox.putUser({ id: ada?.id ?? '', divisionId: 'DV_seen' });
  t.same((await list()).toSorted(), [
    'GET /API/v3/divisions/DV_configured',
    'GET /API/v3/divisions/DV_none',
    'GET /API/v3/divisions/DV_seen',
  ]);
  t.same(await names(), ['Configured', 'Seen']);
  t.same(await list(), ['GET /API/v3/divisions/DV_none'], 'what is known is not read each time');
});

t.test('names are read again once a day', async (t) => {
  const { sandbox, store, names, list } = await scene(
    t,
    { divisions: ['Old'], users: 0 },
    { QUALTRICS_DIVISION_IDS: 'DV_other' },
  );
  sandbox.putDivision({ id: 'DV_other', name: 'Old' });
  await list();
  sandbox.putDivision({ id: 'DV_other', name: 'New' });
  await list();
  t.same(await names(), ['Old']);
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1_000).toISOString();
  await store.facts.set('divisions.named', yesterday);
  await list();
  t.same(await names(), ['New']);
});

t.test('a renamed group keeps what the IdP said of it', async (t) => {
  const { sandbox, connection, operation, list } = await scene(t, {
    divisionsList: true,
    divisions: [],
    users: 1,
  });
  const { groups } = connection;
  const members = sandbox.users().map(({ id }) => id);
  const id = await groups.create({ displayName: 'Sales', externalId: 'idp-1', members }, operation());
  const before = await groups.get(id, 'all', operation());
  sandbox.putDivision({ id, name: 'Trade' });
  await list();
  const { meta: _before, ...rest } = before;
  const { meta: _after, ...after } = await groups.get(id, 'all', operation());
  t.same(after, { ...rest, displayName: 'Trade' });
});

t.test(
  'a group that was deleted over SCIM stays so, and is known by the name that its division has',
  async (t) => {
    const { sandbox, connection, operation, names, list } = await scene(t, {
      divisionsList: true,
      divisions: ['Sales'],
    });
    const id = sandbox.divisions()[0]?.id ?? '';
    await connection.groups.delete(id, operation());
    sandbox.putDivision({ id, name: 'Trade' });
    await list();
    t.same(await names(), []);
    const push = (displayName: string) =>
      connection.groups.create({ displayName, externalId: undefined, members: [] }, operation());
    t.equal(await push('trade'), id);
    t.not(await push('sales'), id, 'nobody renames the division back');
  },
);

for (const status of [403, 500]) {
  t.test(`a list of divisions that answers ${status} does not make that of users incomplete`, async (t) => {
    const { sandbox, connection, names, list } = await scene(t, {
      divisionsList: true,
      divisions: ['Readable', 'Odd'],
    });
    const effect = { kind: 'status', status } as const;
    sandbox.fault({ match: { path: '/API/v3/divisions', times: 'always' }, effect });
    const [fresh] = await sandbox.addUsers(1);
    await list();
    t.equal(connection.index.lastFailure(), undefined);
    t.ok(await connection.users.get(fresh?.id ?? '', dueIn(1_000)));
    t.same(await names(), ['Odd', 'Readable']);
  });
}

t.test('a division that cannot be read now is read by a later listing', async (t) => {
  const { sandbox, names, list } = await scene(
    t,
    { divisions: [] },
    { QUALTRICS_DIVISION_IDS: 'DV_odd,DV_good' },
  );
  sandbox.putDivision({ id: 'DV_odd', name: 'Odd' });
  sandbox.putDivision({ id: 'DV_good', name: 'Good' });
  sandbox.fault({ match: { path: '/API/v3/divisions/DV_odd' }, effect: { kind: 'status', status: 400 } });
  await list();
  t.same(await names(), ['Good']);
  await list();
  t.same(await names(), ['Good', 'Odd']);
});

t.test('a group whose division is known is there for requests that change it', async (t) => {
  const { sandbox, connection, operation } = await scene(t, { divisions: ['Sales'], users: 3 });
  const person = sandbox.users().find(({ divisionId }) => divisionId === null);
  const division = sandbox.users().find(({ divisionId }) => divisionId !== null)?.divisionId ?? '';
  const add = { kind: 'add', ids: [person?.id ?? ''] } as const;
  await connection.groups.change(division, (group) => group, [add], operation());
  t.equal(sandbox.user(person?.id ?? '')?.divisionId, division);
  await t.rejects(
    connection.groups.change('DV_none', (group) => group, [add], dueIn(1_000)),
    { code: 'not-found' },
  );
});
