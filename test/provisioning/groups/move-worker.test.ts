import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { createMoveWorker, type MoveRound } from '../../../src/provisioning/groups/move-worker.ts';
import { createKeyedLock } from '../../../src/provisioning/locks/keyed-lock.ts';
import { QualtricsError } from '../../../src/qualtrics/errors.ts';
import { startBrand } from '../../support/brand.ts';
import { until } from '../../support/until.ts';
import { connect } from '../connect.ts';

t.test('the worker of the next process settles what is due, and tells', async (t) => {
  const { sandbox, store } = await startBrand(t, { divisions: [], users: 250 });
  const { id } = sandbox.putDivision({ name: 'Sales' });
  const people = sandbox.users().map((user) => user.id);
  const due = people.map((userId) => ({ userId, from: [] }));
  await store.memberships.change({ groupId: id, add: people, remove: [], due });
  const { promise, resolve } = Promise.withResolvers<MoveRound>();
  const next = connect(t, sandbox, store, {}, { onMoves: resolve });
  await next.start();
  t.same(await promise, { settled: 251, failures: [], due: 0 });
  t.ok(sandbox.users().every(({ divisionId }) => divisionId === id));
});

t.test('users whom Qualtrics refuses hold up nobody else', async (t) => {
  const { sandbox, store } = await startBrand(t, { divisions: [], users: 60 });
  const { id } = sandbox.putDivision({ name: 'Sales' });
  // In the order of the round the refused ones come first, and there are many.
  const people = sandbox
    .users()
    .map((user) => user.id)
    .toSorted();
  const [refused, others] = [people.slice(0, 30), people.slice(30)];
  for (const person of refused) {
    sandbox.fault({
      match: { method: 'PUT', path: `/API/v3/users/${person}`, times: 'always' },
      effect: { kind: 'status', status: 400 },
    });
  }
  const due = people.map((userId) => ({ userId, from: [] }));
  await store.memberships.change({ groupId: id, add: people, remove: [], due });
  const { promise, resolve } = Promise.withResolvers<MoveRound>();
  const next = connect(t, sandbox, store, {}, { onMoves: resolve });
  await next.start();
  const { settled, failures, due: left } = await promise;
  t.ok(others.every((person) => sandbox.user(person)?.divisionId === id));
  t.equal(settled, others.length);
  t.equal(failures.length, refused.length);
  t.equal(left, refused.length);
});

t.test('while Qualtrics is out it is not asked for everybody', async (t) => {
  const { sandbox, store } = await startBrand(t, { divisions: [], users: 300 });
  const { id } = sandbox.putDivision({ name: 'Sales' });
  const due = sandbox.users().map((user) => ({ userId: user.id, from: [] }));
  await store.memberships.change({ groupId: id, add: [], remove: [], due });
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 503 } });
  const { promise, resolve } = Promise.withResolvers<MoveRound>();
  const next = connect(t, sandbox, store, {}, { onMoves: resolve });
  await next.start();
  const { settled, failures, due: left } = await promise;
  t.equal(settled, 0);
  t.ok(failures.length >= 10 && failures.length < 60, `${failures.length} failures`);
  t.equal(left, 301);
});

t.test('what becomes due during a round is settled without waiting for the next interval', async (t) => {
  const { sandbox, store, connection, operation } = await startBrand(t, { divisions: [], users: 2 });
  const [first = '', second = ''] = sandbox
    .users()
    .map(({ id }) => id)
    .toSorted();
  const create = (displayName: string) =>
    connection.groups.create({ displayName, externalId: undefined, members: [] }, operation());
  const [sales, trade] = [await create('Sales'), await create('Trade')];
  await store.memberships.change({
    groupId: sales,
    add: [second],
    remove: [],
    due: [{ userId: second, from: [] }],
  });
  // The worker of the connection is at the second user, in Sales ...
  sandbox.fault({
    match: { method: 'PUT', path: `/API/v3/users/${second}` },
    effect: { kind: 'latency', ms: 300 },
  });
  const next = connect(t, sandbox, store);
  await next.start();
  await until('the PUT is under way', () => sandbox.calls.some(({ method }) => method === 'PUT'));
  // ... when a request leaves the first one due, who comes before.
  sandbox.fault({
    match: { method: 'PUT', path: `/API/v3/users/${first}` },
    effect: { kind: 'status', status: 400 },
  });
  const change = [{ kind: 'add', ids: [first] }] as const;
  await t.rejects(
    next.groups.change(trade, (group) => group, change, operation()),
    { code: 'invalid' },
  );
  await until('both are settled', async () => (await store.dueMoves.count()) === 0);
  t.equal(sandbox.user(first)?.divisionId, trade);
  t.equal(sandbox.user(second)?.divisionId, sales);
});

t.test('an outage is looked at again every 30 s, refused users ever more seldom', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const pauses = async (failure: Error) => {
    let rounds = 0;
    const worker = createMoveWorker({
      context: () => Promise.reject(failure),
      locks: createKeyedLock(),
      onRound: () => {
        rounds += 1;
      },
    });
    const seconds: number[] = [];
    worker.start();
    while (seconds.length < 9) {
      await turn();
      const before = rounds;
      let waited = 0;
      for (; rounds === before; waited += 30) {
        mock.timers.tick(30_000);
        await turn();
      }
      seconds.push(waited);
    }
    await worker.stop();
    return seconds;
  };
  const outage = new QualtricsError('unavailable', 'GET /users/{id}');
  t.same(
    await pauses(outage),
    Array.from({ length: 9 }, () => 30),
  );
  const refused = new QualtricsError('invalid', 'PUT /users/{id}');
  t.same(await pauses(refused), [60, 120, 240, 480, 960, 1800, 1800, 1800, 1800]);
});
