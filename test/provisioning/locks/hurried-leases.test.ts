/** Leavers whose user is held by another replica. */
import t from 'tap';
import { connectTo, startPostgres } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { dueIn } from '../connect.ts';
import { openReplicas } from './replicas.ts';

const postgres = await startPostgres(t);

if (postgres) {
  t.test('a leaver hurries who holds the lock in another replica; nobody else does', async (t) => {
    const { sides } = await openReplicas(t, postgres);
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
    const { url, sides } = await openReplicas(t, postgres);
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
    const { sides } = await openReplicas(t, postgres);
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
}
