import t, { type Test } from 'tap';
import type { MemberStep } from '../../../src/provisioning/groups/member-steps.ts';
import { type Brand, startBrand } from '../../support/brand.ts';
import { until } from '../../support/until.ts';
import { connect, dueIn } from '../connect.ts';
import { later } from '../later.ts';

const DOWN = { match: { times: 'always' }, effect: { kind: 'status', status: 503 } } as const;

interface Scene extends Brand {
  readonly ada: string;
  readonly sales: string;
  readonly trade: string;
  readonly third: string;
  change(group: string, ...steps: MemberStep[]): Promise<void>;
  add(group: string): Promise<void>;
  remove(group: string): Promise<void>;
  division(): string | null | undefined;
}

/** Ada in Sales; two empty groups more. */
async function scene(t: Test): Promise<Scene> {
  const brand = await startBrand(t, { divisions: [], users: 1 });
  const { sandbox, connection, operation } = brand;
  const ada = sandbox.users().find(({ id }) => id !== sandbox.ownerId)?.id ?? '';
  const create = (displayName: string, members: string[]) =>
    connection.groups.create({ displayName, externalId: undefined, members }, operation());
  const change = (group: string, ...steps: MemberStep[]) =>
    connection.groups.change(group, (current) => current, steps, operation());
  return {
    ...brand,
    ada,
    sales: await create('Sales', [ada]),
    trade: await create('Trade', []),
    third: await create('Third', []),
    change,
    add: (group) => change(group, { kind: 'add', ids: [ada] }),
    remove: (group) => change(group, { kind: 'remove', ids: [ada] }),
    division: () => sandbox.user(ada)?.divisionId,
  };
}

t.test('a membership that ends while its move is being made is not taken for a move by hand', async (t) => {
  const { ada, sales, trade, sandbox, store, add, remove, division } = await scene(t);
  sandbox.fault({
    match: { method: 'PUT', path: `/API/v3/users/${ada}` },
    effect: { kind: 'latency', ms: 200 },
  });
  sandbox.clearCalls();
  const coming = add(trade);
  await until('the PUT is under way', () => sandbox.calls.some(({ method }) => method === 'PUT'));
  await Promise.all([coming, remove(trade)]);
  t.equal(division(), sales);
  t.equal(await store.dueMoves.count(), 0);
});

t.test('changes that meet in one due move come to what they come to one by one', async (t) => {
  const { ada, sales, trade, third, sandbox, store, connection, add, remove, division } = await scene(t);
  sandbox.putUser({ id: ada, divisionId: sandbox.putDivision({ name: 'By hand' }).id });
  sandbox.fault(DOWN);
  await t.rejects(add(trade));
  await t.rejects(add(third));
  await t.rejects(remove(third));
  sandbox.clearFaults();
  t.not(division(), trade, 'nothing is done yet');
  await connection.start();
  await until('nothing is due', async () => (await store.dueMoves.count()) === 0);
  t.equal(division(), trade, 'new since the move by hand');
  t.not(sales, trade);
});

t.test('who came and went while Qualtrics was out stays where they were', async (t) => {
  const { ada, trade, sandbox, store, connection, remove, add, sales, division } = await scene(t);
  await remove(sales);
  const { id: elsewhere } = sandbox.putDivision({ name: 'By hand' });
  sandbox.putUser({ id: ada, divisionId: elsewhere });
  sandbox.fault(DOWN);
  await t.rejects(add(trade));
  await t.rejects(remove(trade));
  sandbox.clearFaults();
  await connection.start();
  await until('nothing is due', async () => (await store.dueMoves.count()) === 0);
  t.equal(division(), elsewhere);
});

t.test('a PUT that was done and never noted, by a process that died, is gone on from', async (t) => {
  const { ada, sales, trade, sandbox, store, add, division } = await scene(t);
  const path = `/API/v3/users/${ada}`;
  sandbox.fault({ match: { method: 'PUT', path }, effect: { kind: 'commit-then-504' } });
  sandbox.fault({
    match: { method: 'GET', path, skip: 1, times: 'always' },
    effect: { kind: 'status', status: 503 },
  });
  await t.rejects(add(trade));
  t.equal(division(), trade, 'it was done');
  t.equal(await store.dueMoves.count(), 1, 'and is not known to be');
  // The group is left before anybody has looked: what the ledger gave meanwhile is a place to come from too.
  const { memberships } = store;
  await memberships.change({
    groupId: trade,
    add: [],
    remove: [ada],
    due: [{ userId: ada, from: [trade] }],
  });
  sandbox.clearFaults();
  const next = connect(t, sandbox, store);
  await next.start();
  await until('nothing is due', async () => (await store.dueMoves.count()) === 0);
  t.equal(division(), sales);
});

t.test('the move of a user who is gone waits, and is forgotten with the memberships', async (t) => {
  const { ada, trade, sandbox, connection, store, add, sales } = await scene(t);
  sandbox.removeUser(ada);
  await add(trade);
  t.equal(await store.dueMoves.count(), 1);
  for (const group of [sales, trade]) t.same(await Array.fromAsync(store.memberships.rows(group)), [ada]);
  await later();
  await connection.index.refresh(AbortSignal.timeout(5_000));
  t.equal(await store.dueMoves.count(), 0);
  for (const group of [sales, trade]) t.same(await Array.fromAsync(store.memberships.rows(group)), []);
});

t.test('the move of a user who was missing for a while is made when they are back', async (t) => {
  const { ada, trade, sandbox, store, connection, add, division } = await scene(t);
  const match = { path: `/API/v3/users/${ada}`, times: 'always' } as const;
  const fault = sandbox.fault({ match, effect: { kind: 'status', status: 404, errorCode: 'USR_1' } });
  await add(trade);
  fault.cancel();
  await later();
  await connection.index.refresh(AbortSignal.timeout(5_000));
  const next = connect(t, sandbox, store);
  await next.start();
  await until('nothing is due', async () => (await store.dueMoves.count()) === 0);
  t.equal(division(), trade);
});

t.test('a row that came too late for a user who was deleted over SCIM goes with its move', async (t) => {
  const { ada, trade, store, connection, operation } = await scene(t);
  await connection.users.delete(ada, operation());
  await store.memberships.change({
    groupId: trade,
    add: [ada],
    remove: [],
    due: [{ userId: ada, from: [] }],
  });
  await connection.start();
  await until('nothing is due', async () => (await store.dueMoves.count()) === 0);
  t.same(await Array.fromAsync(store.memberships.rows(trade)), []);
});

t.test('a request whose time is up before its turn changes nothing and says so', async (t) => {
  const { ada, trade, sandbox, store, connection, division, sales } = await scene(t);
  const { id: fresh } = sandbox.putUser({ username: 'fresh@example.com' });
  sandbox.fault({ match: { path: `/API/v3/users/${fresh}` }, effect: { kind: 'latency', ms: 500 } });
  const add = (id: string, ms: number) =>
    connection.groups.change(trade, (group) => group, [{ kind: 'add', ids: [id] }], dueIn(ms));
  // The first holds the group until Qualtrics has said whether there is such a user.
  const first = add(fresh, 10_000);
  await t.rejects(add(ada, 50), { code: 'unavailable' });
  t.notOk((await store.memberships.among(trade, [ada])).length);
  await first;
  t.same(await store.memberships.among(trade, [ada, fresh]), [fresh], 'nor later');
  t.equal(division(), sales);
});
