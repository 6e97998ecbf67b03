import t, { type Test } from 'tap';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { type Brand, startBrand } from '../../support/brand.ts';
import { until } from '../../support/until.ts';
import { connect } from '../connect.ts';

interface Scene extends Brand {
  readonly ada: string;
  readonly bo: string;
  readonly sales: string;
  readonly trade: string;
  /** Lists the brand as at the interval; returns how many hand moves that reported. */
  list(): Promise<number>;
  /** Steps on a group's members, settled. */
  change(group: string, kind: 'add' | 'remove', ...ids: string[]): Promise<void>;
  division(id: string): string | null | undefined;
}

/** Ada and Bo in Sales, and a group Trade; a connection whose reports are heard. */
async function scene(
  t: Test,
  environment: NodeJS.ProcessEnv = {},
  options: SandboxOptions = {},
): Promise<Scene> {
  const brand = await startBrand(t, { divisions: [], users: 2, ...options }, environment);
  const { sandbox, store, operation } = brand;
  const [ada = '', bo = ''] = sandbox.users().flatMap(({ id }) => (id === sandbox.ownerId ? [] : id));
  let reported = 0;
  const connection = connect(t, sandbox, store, environment, {
    onHandMoves: (users) => {
      reported = users;
    },
  });
  const { groups } = connection;
  const create = (displayName: string, members: string[]) =>
    groups.create({ displayName, externalId: undefined, members }, operation());
  return {
    ...brand,
    connection,
    ada,
    bo,
    sales: await create('Sales', [ada, bo]),
    trade: await create('Trade', []),
    async list() {
      await connection.index.refresh(AbortSignal.timeout(10_000));
      return reported;
    },
    change: (group, kind, ...ids) => groups.change(group, (current) => current, [{ kind, ids }], operation()),
    division: (id) => sandbox.user(id)?.divisionId,
  };
}

t.test('a move made by hand is seen, reported and kept', async (t) => {
  const { ada, bo, sales, trade, sandbox, list, change, division } = await scene(t);
  t.equal(await list(), 0);
  sandbox.putUser({ id: ada, divisionId: trade });
  t.equal(await list(), 1);
  sandbox.putUser({ id: bo, divisionId: null });
  t.equal(await list(), 2, 'and so is one out of every division');
  t.equal(division(ada), trade);
  await change(sales, 'add', ada);
  await change(sales, 'remove', bo);
  t.equal(division(ada), trade, 'what the IdP said already is nothing new');
  t.equal(division(bo), null);
  await change(sales, 'remove', ada);
  t.equal(division(ada), trade, 'who was moved does not fall back');
  t.equal(await list(), 0, 'and is not told of again');
});

t.test('who is put into a group by the IdP leaves where they were moved by hand', async (t) => {
  const { ada, sales, trade, sandbox, list, change, division } = await scene(t);
  const other = sandbox.putDivision({ name: 'Elsewhere' }).id;
  sandbox.putUser({ id: ada, divisionId: other });
  await list();
  await change(trade, 'add', ada);
  t.equal(division(ada), trade);
  await change(trade, 'remove', ada);
  t.equal(division(ada), sales);
});

t.test('by policy, a move made by hand is set back', async (t) => {
  const { ada, bo, sales, trade, sandbox, store, list, division } = await scene(t, {
    SCIM_HAND_MOVES: 'set-back',
  });
  sandbox.putUser({ id: ada, divisionId: trade });
  sandbox.putUser({ id: bo, divisionId: null });
  t.equal(await list(), 2);
  await until('both are back', () => division(ada) === sales && division(bo) === sales);
  await until('nothing is due', async () => (await store.dueMoves.count()) === 0);
  t.equal(await list(), 0);
});

t.test('a listing that does not tell divisions tells of no moves', async (t) => {
  const { ada, sales, store, list, division } = await scene(
    t,
    { SCIM_HAND_MOVES: 'set-back' },
    { dialect: 'seed' },
  );
  t.equal(await list(), 0);
  t.equal(await store.dueMoves.count(), 0);
  t.equal(division(ada), sales);
});

t.test('a listing that begins anew, without divisions, tells of no moves either', async (t) => {
  const { ada, bo, store, list } = await scene(t, { SCIM_HAND_MOVES: 'set-back' }, { dialect: 'seed' });
  for (const id of [ada, bo]) await store.users.remove(id);
  t.equal(await list(), 0);
  t.equal((await store.users.get(ada))?.record.divisionId, undefined, 'nothing is known');
  t.equal(await store.dueMoves.count(), 0);
});

t.test('who has a move due was not moved by hand', async (t) => {
  const { ada, trade, sandbox, list, change } = await scene(t);
  sandbox.fault({
    match: { method: 'PUT', path: `/API/v3/users/${ada}`, times: 'always' },
    effect: { kind: 'status', status: 400 },
  });
  await t.rejects(change(trade, 'add', ada), { code: 'invalid' });
  t.equal(await list(), 0);
});

t.test('a page that is older than a move by a request is no move by hand', async (t) => {
  const environment = { SCIM_HAND_MOVES: 'set-back' };
  const { ada, trade, sandbox, store, list, change, division } = await scene(t, environment);
  // The page is made up at once, which says Sales, and takes its time to arrive.
  sandbox.fault({ match: { method: 'GET', path: '/API/v3/users' }, effect: { kind: 'drip', everyMs: 1 } });
  sandbox.clearCalls();
  const listing = list();
  await until('the page is on its way', () => sandbox.calls.some(({ path }) => path === '/API/v3/users'));
  await change(trade, 'add', ada);
  t.equal(await listing, 0);
  t.equal(await store.dueMoves.count(), 0);
  t.equal(division(ada), trade);
});
