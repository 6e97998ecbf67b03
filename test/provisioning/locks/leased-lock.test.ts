/** Locks that hold across replicas. hurried-leases.test.ts and lost-leases.test.ts have more of them. */
import t from 'tap';
import { connectTo, startPostgres } from '../../support/postgres.ts';
import { dueIn } from '../connect.ts';
import { runLockConformance } from './lock-conformance.ts';
import { openReplicas } from './replicas.ts';

const postgres = await startPostgres(t);

if (postgres) {
  runLockConformance(t, 'two replicas', async (t) => (await openReplicas(t, postgres)).sides);
  runLockConformance(t, 'one of the replicas', async (t) => {
    const { sides } = await openReplicas(t, postgres);
    return [sides[0], sides[0]];
  });

  t.test('a lock that is free costs two statements, and its row goes with it', async (t) => {
    const { url, sides } = await openReplicas(t, postgres);
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

  t.test('what a replica left behind when it died is there for the others when it runs out', async (t) => {
    const { url, sides } = await openReplicas(t, postgres);
    const session = await connectTo(t, url);
    await session.query(
      "INSERT INTO leases VALUES ('acme', 'UR_1', 'died', now() + interval '1 s'), ('acme', 'UR_2', 'died', now())",
    );
    t.strictSame(await sides[0].holdFree(['UR_1', 'UR_2'], async (free) => free), ['UR_2']);
    t.equal(await sides[1].hold('UR_1', dueIn(20_000), async () => 'taken over'), 'taken over');
  });
}
