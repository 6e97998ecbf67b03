import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { createKeyedLock } from '../../src/provisioning/keyed-lock.ts';

/** Work that ends when told to. */
function work(name: string, log: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    end: resolve,
    run: async () => {
      log.push(`${name} begins`);
      await promise;
      log.push(`${name} ends`);
      return name;
    },
  };
}

t.test('one holder at a time, first come, first served', async (t) => {
  const locks = createKeyedLock();
  const log: string[] = [];
  const [a, b, c] = [work('a', log), work('b', log), work('c', log)];
  const all = [a, b, c].map(({ run }) => locks.hold('key', run));
  c.end();
  b.end();
  await setImmediate();
  t.strictSame(log, ['a begins']);
  a.end();
  t.strictSame(await Promise.all(all), ['a', 'b', 'c']);
  t.strictSame(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

t.test('other keys do not wait', async (t) => {
  const locks = createKeyedLock();
  const a = work('a', []);
  const held = locks.hold('one', a.run);
  t.equal(await locks.hold('other', async () => 'done'), 'done');
  a.end();
  await held;
});

t.test('work that fails gives the lock on', async (t) => {
  const locks = createKeyedLock();
  const failing = locks.hold('key', async () => {
    throw new Error('no');
  });
  const next = locks.hold('key', async () => 'next');
  await t.rejects(failing, { message: 'no' });
  t.equal(await next, 'next');
});

t.test(
  'who waits until the answer is due gives up, and those behind still wait for the holder',
  async (t) => {
    const locks = createKeyedLock();
    const log: string[] = [];
    const [a, b, c] = [work('a', log), work('b', log), work('c', log)];
    const due = new AbortController();
    const first = locks.hold('key', a.run);
    const second = locks.hold('key', b.run, due.signal);
    const third = locks.hold('key', c.run);
    c.end();
    due.abort();
    await t.rejects(second, { code: 'unavailable', retryAfter: Number });
    await setImmediate();
    t.strictSame(log, ['a begins']);
    a.end();
    t.strictSame(await Promise.all([first, third]), ['a', 'c']);
  },
);

t.test('background work takes what is free, and waits for nobody', async (t) => {
  const locks = createKeyedLock();
  const a = work('a', []);
  const held = locks.hold('taken', a.run);
  t.strictSame(await locks.holdFree(['taken', 'free'], async (free) => free), ['free']);
  a.end();
  await held;
  t.strictSame(await locks.holdFree(['taken', 'free'], async (free) => free), ['taken', 'free']);
});

t.test('what background work holds makes others wait', async (t) => {
  const locks = createKeyedLock();
  const log: string[] = [];
  const [background, request] = [work('background', log), work('request', log)];
  const first = locks.holdFree(['x', 'y'], background.run);
  const second = locks.hold('y', request.run);
  request.end();
  await setImmediate();
  t.strictSame(log, ['background begins']);
  background.end();
  await Promise.all([first, second]);
  t.equal(log.at(-1), 'request ends');
});

t.test('a holder may keep the next one waiting beyond its own end', async (t) => {
  const locks = createKeyedLock();
  const log: string[] = [];
  const settled = Promise.withResolvers<void>();
  const next = work('next', log);
  next.end();
  const answer = await locks.hold('key', async () => {
    locks.keepUntil('key', settled.promise);
    return 'answered';
  });
  const second = locks.hold('key', next.run);
  await setImmediate();
  t.equal(answer, 'answered', 'the holder itself does not wait');
  t.strictSame(log, []);
  settled.resolve();
  await second;
  t.strictSame(log, ['next begins', 'next ends']);
});
