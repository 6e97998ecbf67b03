import t, { type Test } from 'tap';
import type { KeyedLock } from '../../../src/provisioning/locks/keyed-lock.ts';
import { openLocks } from '../../../src/provisioning/locks/open-locks.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { connectTo, startPostgres } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { dueIn } from '../connect.ts';
import { runLockConformance } from './lock-conformance.ts';
import { work } from './work.ts';

const postgres = await startPostgres(t);

/** The locks of two replicas. */
async function open(t: Test) {
  const url = (await postgres?.newDatabase()) ?? '';
  const locksOf = async (): Promise<KeyedLock> => {
    const store = await openStore(url);
    t.teardown(() => store.close());
    return openLocks(store.connection('acme').leases);
  };
  return { url, sides: [await locksOf(), await locksOf()] as const };
}

if (postgres) {
  runLockConformance(t, 'two replicas', async (t) => (await open(t)).sides);
  runLockConformance(t, 'one of the replicas', async (t) => {
    const { sides } = await open(t);
    return [sides[0], sides[0]];
  });

  t.test('a lock that is free costs two statements, and its row goes with it', async (t) => {
    const { url, sides } = await open(t);
    const session = await connectTo(t, url);
    const rows = async () => (await session.query('SELECT key FROM leases')).rows;
    const transactions = async () => {
      await session.query('SELECT pg_stat_clear_snapshot()');
      const { rows } = await session.query('SELECT pg_current_xact_id()::text AS id');
      return Number(rows[0].id);
    };
    const before = await transactions();
    await sides[0].hold('UR_1', dueIn(5_000), async () => t.strictSame(await rows(), [{ key: 'UR_1' }]));
    t.equal((await transactions()) - before, 2 + 1, 'and the one that asks');
    t.strictSame(await rows(), []);
  });

  t.test('a lock that somebody took is lost: the work is ended, and told so', async (t) => {
    const { url, sides } = await open(t);
    const session = await connectTo(t, url);
    const { begun, run } = work('a');
    const stopped = sides[0].hold('UR_1', dueIn(30_000), async ({ signal, confirm }) => {
      void run();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      confirm?.();
    });
    await begun;
    await session.query("UPDATE leases SET holder = 'somebody else'");
    await t.rejects(stopped, { name: 'ProvisioningError', code: 'store-unavailable' });
    t.strictSame((await session.query('SELECT holder FROM leases')).rows, [{ holder: 'somebody else' }]);
  });

  t.test('a process that was frozen for longer than its lock lasts learns it before it writes', async (t) => {
    const { sides } = await open(t);
    const stopped = sides[0].hold('UR_1', dueIn(30_000), async ({ signal, confirm }) => {
      t.doesNotThrow(() => confirm?.());
      // Nothing of the process runs, no timer either.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
      t.notOk(signal.aborted);
      confirm?.();
      t.fail('it went on');
    });
    await t.rejects(stopped, { name: 'ProvisioningError', code: 'store-unavailable' });
  });

  t.test('a leaver hurries who holds the lock in another replica; nobody else does', async (t) => {
    const { sides } = await open(t);
    const { promise: hurried, resolve } = Promise.withResolvers<void>();
    const holding = (each: number, key: string) =>
      sides[0].hold(key, dueIn(30_000), async (held) => {
        held.hurried?.addEventListener('abort', () => (each === 0 ? resolve() : t.fail('not this one')));
        await hurried;
      });
    const held = [holding(0, 'UR_1'), holding(1, 'UR_2')];
    while ((await sides[1].holdFree(['UR_1', 'UR_2'], async (free) => free)).length > 0);
    const others = [
      sides[1].hold('UR_1', { ...dueIn(30_000), lane: 'deactivation' }, async () => 'left'),
      sides[1].hold('UR_2', dueIn(30_000), async () => 'changed'),
    ];
    t.strictSame(await Promise.all(others), ['left', 'changed']);
    await Promise.all(held);
  });

  t.test('a leaver hurries the next holder, too, who came before it', async (t) => {
    const { url, sides } = await open(t);
    const session = await connectTo(t, url);
    const isPressed = async () => (await session.query('SELECT FROM leases WHERE pressed')).rowCount === 1;
    const { promise: done, resolve: end } = Promise.withResolvers<void>();
    const holder = sides[0].hold('UR_1', dueIn(30_000), () => done);
    while ((await sides[1].holdFree(['UR_1'], async (free) => free)).length > 0);
    const leaver = sides[1].hold('UR_1', { ...dueIn(30_000), lane: 'deactivation' }, async () => 'left');
    await until('the holder is hurried', isPressed);
    // As the row of the next one says.
    await session.query('UPDATE leases SET pressed = false');
    await until('the next holder is', isPressed);
    end();
    t.equal(await leaver, 'left');
    await holder;
  });

  t.test('a leaver behind somebody who waits for another replica hurries the holder there', async (t) => {
    const { sides } = await open(t);
    const holder = sides[0].hold('UR_1', dueIn(15_000), async ({ hurried, signal }) => {
      const either = AbortSignal.any(hurried ? [hurried, signal] : [signal]);
      await new Promise((resolve) => either.addEventListener('abort', resolve));
      return hurried?.aborted;
    });
    while ((await sides[1].holdFree(['UR_1'], async (free) => free)).length > 0);
    const waiting = sides[1].hold('UR_1', dueIn(30_000), async () => 'changed');
    const leaver = sides[1].hold('UR_1', { ...dueIn(30_000), lane: 'deactivation' }, async () => 'left');
    t.strictSame(await Promise.all([holder, waiting, leaver]), [true, 'changed', 'left']);
  });

  t.test('what a replica left behind when it died is there for the others when it runs out', async (t) => {
    const { url, sides } = await open(t);
    const session = await connectTo(t, url);
    await session.query(
      "INSERT INTO leases VALUES ('acme', 'UR_1', 'died', now() + interval '1 s'), ('acme', 'UR_2', 'died', now())",
    );
    t.strictSame(await sides[0].holdFree(['UR_1', 'UR_2'], async (free) => free), ['UR_2']);
    t.equal(await sides[1].hold('UR_1', dueIn(20_000), async () => 'taken over'), 'taken over');
  });
}
