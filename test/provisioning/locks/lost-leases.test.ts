/** Locks whose holder froze, or lost them to somebody. */
import t from 'tap';
import { connectTo, startPostgres } from '../../support/postgres.ts';
import { dueIn } from '../connect.ts';
import { openReplicas } from './replicas.ts';
import { work } from './work.ts';

const postgres = await startPostgres(t);

if (postgres) {
  t.test('a lock that somebody took is lost: the work is ended, and told so', async (t) => {
    const { url, sides } = await openReplicas(t, postgres);
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
    const { sides } = await openReplicas(t, postgres);
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
}
