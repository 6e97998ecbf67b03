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
