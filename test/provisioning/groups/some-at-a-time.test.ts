import t from 'tap';
import { someAtATime } from '../../../src/provisioning/groups/some-at-a-time.ts';

t.test('all are worked on, no more than allowed at a time', async (t) => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await someAtATime(
    3,
    Array.from({ length: 20 }, (_, n) => n),
    async (n) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < n % 4; turn++) await Promise.resolve();
      running -= 1;
      done.push(n);
    },
  );
  t.equal(most, 3);
  t.same(
    done.toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, n) => n),
  );
});

t.test('a failure stops the rest, and is thrown when all under way have ended', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done: number[] = [];
  let isOver = false;
  const whole = someAtATime(2, [1, 2, 3, 4], async (n) => {
    if (n === 1) throw new Error('one');
    await promise;
    done.push(n);
  }).finally(() => {
    isOver = true;
  });
  const rejected = t.rejects(whole, { message: 'one' });
  await new Promise((turn) => setImmediate(turn));
  t.notOk(isOver);
  resolve();
  await rejected;
  t.same(done, [2]);
});

t.test('nothing to do is done at once', async (t) => {
  await t.resolves(someAtATime(4, [], () => Promise.reject(new Error('never'))));
});
