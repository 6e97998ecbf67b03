import { setImmediate as turnOfLoop } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Lane } from '../../src/qualtrics/client.ts';
import { createLimiter, type LimiterSettings } from '../../src/qualtrics/limiter.ts';

function limiterFor(t: Test, settings: Partial<LimiterSettings> = {}) {
  const limiter = createLimiter({ ratePerMinute: 60_000, concurrency: 1, ...settings });
  t.teardown(() => limiter.close());
  return limiter;
}

/** A task that runs until it is told to end. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { task: () => promise, end: resolve };
}

t.test('deactivations go first, background work last, else in order', async (t) => {
  const limiter = limiterFor(t);
  const first = held();
  const running = limiter.run(first.task, { lane: 'background' });
  const order: string[] = [];
  const lanes: Lane[] = ['background', 'interactive', 'deactivation', 'interactive', 'deactivation'];
  const waiting = lanes.map((lane, index) =>
    limiter.run(async () => order.push(`${lane} ${index}`), { lane }),
  );
  first.end();
  await Promise.all([running, ...waiting]);
  t.strictSame(order, ['deactivation 2', 'deactivation 4', 'interactive 1', 'interactive 3', 'background 0']);
});

t.test('no more tasks run at once than allowed', async (t) => {
  const limiter = limiterFor(t, { concurrency: 3 });
  let now = 0;
  let most = 0;
  const task = async () => {
    now += 1;
    most = Math.max(most, now);
    await turnOfLoop();
    now -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => limiter.run(task, { lane: 'interactive' })));
  t.equal(most, 3);
});

t.test('a task whose signal aborts while it waits leaves the queue and never runs', async (t) => {
  const limiter = limiterFor(t);
  const first = held();
  const running = limiter.run(first.task, { lane: 'interactive' });
  const controller = new AbortController();
  let ran = false;
  const waiting = limiter.run(
    async () => {
      ran = true;
    },
    { lane: 'deactivation', signal: controller.signal },
  );
  const after = limiter.run(async () => 'done', { lane: 'interactive' });
  controller.abort(new Error('too late'));
  await t.rejects(waiting, { message: 'too late' });
  first.end();
  await running;
  t.equal(await after, 'done');
  t.notOk(ran);
});

t.test('a task that ignores its signal does not keep its place', async (t) => {
  const limiter = limiterFor(t);
  const controller = new AbortController();
  const stuck = limiter.run(held().task, { lane: 'interactive', signal: controller.signal });
  const next = limiter.run(async () => 'done', { lane: 'interactive' });
  controller.abort(new Error('too late'));
  await t.rejects(stuck, { message: 'too late' });
  t.equal(await next, 'done');
});

t.test('nothing starts during a pause, and then everything does', async (t) => {
  const limiter = limiterFor(t);
  limiter.pause(1);
  const wait = limiter.expectedWaitMs('deactivation');
  t.ok(wait > 0 && wait <= 1000);
  const left = await limiter.run(async () => limiter.expectedWaitMs('deactivation'), {
    lane: 'deactivation',
  });
  t.equal(left, 0);
});

t.test('closing rejects what waits, also during a pause', async (t) => {
  const limiter = limiterFor(t);
  limiter.pause(60);
  const waiting = limiter.run(async () => {}, { lane: 'interactive' });
  limiter.close();
  await t.rejects(waiting, { name: 'AbortError' });
});

t.test('the expected wait is that of who waits before', async (t) => {
  const limiter = limiterFor(t, { ratePerMinute: 60 });
  const over = new AbortController();
  const stuck = ['interactive', 'interactive', 'interactive', 'background', 'background'] as const;
  const waiting = stuck.map((lane) => limiter.run(held().task, { lane, signal: over.signal }));
  // The first has begun and stays.
  const seconds = (lane: Lane) => Math.round(limiter.expectedWaitMs(lane) / 1000);
  await turnOfLoop();
  t.strictSame([seconds('deactivation'), seconds('interactive'), seconds('background')], [0, 2, 4]);
  over.abort();
  await Promise.allSettled(waiting);
  t.equal(seconds('background'), 0);
});

t.test('a task that is hurried overtakes, whether it waits already or comes later', async (t) => {
  const limiter = limiterFor(t);
  const first = held();
  const running = limiter.run(first.task, { lane: 'interactive' });
  await turnOfLoop();
  const order: string[] = [];
  const hurry = new AbortController();
  const run = (name: string, lane: Lane, hurried?: AbortSignal) =>
    limiter.run(async () => order.push(name), { lane, hurried });
  const waiting = [run('interactive', 'interactive'), run('waits', 'background', hurry.signal)];
  hurry.abort();
  waiting.push(run('comes', 'background', hurry.signal), run('leaver', 'deactivation'));
  t.strictSame(limiter.state().waiting, { deactivation: 3, interactive: 1, background: 0 });
  first.end();
  await Promise.all([running, ...waiting]);
  t.strictSame(order, ['waits', 'comes', 'leaver', 'interactive']);
});

t.test('a task that is hurried and then aborted leaves the queue', async (t) => {
  const limiter = limiterFor(t);
  const first = held();
  const running = limiter.run(first.task, { lane: 'interactive' });
  const [hurry, over] = [new AbortController(), new AbortController()];
  const waiting = limiter.run(async () => {}, {
    lane: 'background',
    signal: over.signal,
    hurried: hurry.signal,
  });
  hurry.abort();
  over.abort(new Error('too late'));
  await t.rejects(waiting, { message: 'too late' });
  t.equal(limiter.state().waiting.deactivation, 0);
  first.end();
  await running;
});
