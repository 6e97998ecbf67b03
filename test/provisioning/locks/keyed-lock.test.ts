import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { createKeyedLock } from '../../../src/provisioning/locks/keyed-lock.ts';
import { dueIn } from '../connect.ts';
import { runLockConformance } from './lock-conformance.ts';
import { work } from './work.ts';

runLockConformance(t, 'in one process', async () => {
  const locks = createKeyedLock();
  return [locks, locks];
});

t.test('first come, first served', async (t) => {
  const locks = createKeyedLock();
  const log: string[] = [];
  const [a, b, c] = [work('a', log), work('b', log), work('c', log)];
  const all = [a, b, c].map(({ run }) => locks.hold('key', dueIn(20_000), run));
  c.end();
  b.end();
  await setImmediate();
  t.strictSame(log, ['a begins']);
  a.end();
  t.strictSame(await Promise.all(all), ['a', 'b', 'c']);
  t.strictSame(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

t.test('who is behind somebody that gave up still waits for the holder', async (t) => {
  const locks = createKeyedLock();
  const log: string[] = [];
  const [a, b, c] = [work('a', log), work('b', log), work('c', log)];
  const due = new AbortController();
  const first = locks.hold('key', dueIn(20_000), a.run);
  const second = locks.hold('key', { ...dueIn(20_000), signal: due.signal }, b.run);
  const third = locks.hold('key', dueIn(20_000), c.run);
  c.end();
  due.abort();
  await t.rejects(second, { code: 'unavailable' });
  await setImmediate();
  t.strictSame(log, ['a begins']);
  a.end();
  t.strictSame(await Promise.all([first, third]), ['a', 'c']);
});

/** Work of that lane that waits for the lock. */
const leaving = () => ({ ...dueIn(20_000), lane: 'deactivation' }) as const;

t.test('a leaver goes before all who wait', async (t) => {
  const locks = createKeyedLock();
  const holder = work('holder');
  const log: string[] = [];
  const all = [locks.hold('key', dueIn(20_000), holder.run)];
  for (const name of ['a', 'b']) {
    const { end, run } = work(name, log);
    end();
    all.push(locks.hold('key', dueIn(20_000), run));
  }
  const leaver = work('leaver', log);
  leaver.end();
  all.push(locks.hold('key', leaving(), leaver.run));
  holder.end();
  await Promise.all(all);
  t.strictSame(
    log.filter((line) => line.endsWith('begins')),
    ['leaver begins', 'a begins', 'b begins'],
  );
});

t.test('whoever a leaver waits for is hurried, of both keys that it holds', async (t) => {
  const locks = createKeyedLock();
  const both = Promise.withResolvers<AbortSignal | undefined>();
  const told = Promise.withResolvers<void>();
  const holder = locks.hold('outer', dueIn(20_000), (outer) =>
    locks.hold('inner', outer, async ({ hurried }) => {
      both.resolve(hurried);
      await told.promise;
    }),
  );
  const hurried = await both.promise;
  const other = locks.hold('outer', dueIn(20_000), async () => {});
  t.equal(hurried?.aborted, false, 'not for anybody else');
  const leaver = locks.hold('outer', leaving(), async (held) => t.equal(held.hurried, undefined));
  t.equal(hurried?.aborted, true);
  told.resolve();
  await Promise.all([holder, other, leaver]);
});

t.test('leavers who gave up hurry nobody who comes later', async (t) => {
  const locks = createKeyedLock();
  const settled = Promise.withResolvers<void>();
  await locks.hold('key', dueIn(20_000), async () => locks.keepUntil('key', settled.promise));
  const due = new AbortController();
  const leaver = locks.hold('key', { ...leaving(), signal: due.signal }, async () => {});
  due.abort();
  await t.rejects(leaver, { code: 'unavailable' });
  const next = locks.hold('key', dueIn(20_000), async ({ hurried }) => hurried?.aborted);
  settled.resolve();
  t.equal(await next, false);
});
