import t from 'tap';
import { type CheckState, createReadiness } from '../../src/ops/readiness.ts';

const GOOD: CheckState = { ok: true };

t.test('nothing is ready before it was checked', async (t) => {
  const readiness = createReadiness({ store: async () => GOOD });
  t.match(readiness.snapshot(), { ready: false, reasons: ['store: not checked yet'] });
  await readiness.start();
  t.teardown(readiness.stop);
  t.match(readiness.snapshot(), { ready: true, reasons: [], checks: { store: { ok: true } } });
});

t.test('one bad check is enough, and says why and since when', async (t) => {
  const readiness = createReadiness({
    store: async () => GOOD,
    credential: async () => ({ ok: false, reason: 'Qualtrics refused the API token' }),
  });
  await readiness.start();
  t.teardown(readiness.stop);
  t.match(readiness.snapshot(), {
    ready: false,
    reasons: ['credential: Qualtrics refused the API token'],
    checks: { store: { ok: true }, credential: { ok: false, since: /^\d{4}-.*Z$/ } },
  });
});

t.test('a check that throws has failed, and its message stays inside', async (t) => {
  const readiness = createReadiness({
    store: async () => {
      throw new TypeError('ada@example.com');
    },
  });
  await readiness.start();
  t.teardown(readiness.stop);
  t.strictSame(readiness.snapshot().reasons, ['store: the check failed (TypeError)']);
});

t.test('a check that hangs has failed at its deadline, and is told to stop', async (t) => {
  let told = false;
  const readiness = createReadiness(
    {
      credential: (signal) => {
        signal.addEventListener('abort', () => {
          told = true;
        });
        return new Promise<never>(() => {});
      },
    },
    { deadlineMs: 20 },
  );
  // Nothing of this may keep a process alive, so something of the test has to.
  const alive = setInterval(() => {}, 1000);
  await readiness.start();
  clearInterval(alive);
  readiness.stop();
  t.strictSame(readiness.snapshot().reasons, ['credential: the check took too long']);
  t.ok(told);
});

t.test('the checks go on in the background, until they are stopped', async (t) => {
  let runs = 0;
  const third = Promise.withResolvers<void>();
  const readiness = createReadiness(
    {
      store: async () => {
        runs += 1;
        if (runs === 3) third.resolve();
        return runs < 3 ? GOOD : { ok: false, reason: 'disk full' };
      },
    },
    { intervalMs: 1 },
  );
  const alive = setInterval(() => {}, 1000);
  await readiness.start();
  await third.promise;
  readiness.stop();
  await new Promise((resolve) => setImmediate(resolve));
  clearInterval(alive);
  t.strictSame(readiness.snapshot().reasons, ['store: disk full']);
});

t.test('a report counts at once, and `since` moves only when good and bad change places', async (t) => {
  const changes: string[] = [];
  const readiness = createReadiness(
    { credential: async () => GOOD },
    { onChange: (name, state) => changes.push(`${name} ${state.ok ? 'good' : state.reason}`) },
  );
  await readiness.start();
  t.teardown(readiness.stop);
  readiness.report('credential', { ok: false, reason: 'refused' });
  t.strictSame(readiness.snapshot().reasons, ['credential: refused']);
  const { since } = readiness.snapshot().checks.credential ?? {};

  readiness.report('credential', { ok: false, reason: 'refused' });
  readiness.report('credential', { ok: false, reason: 'expired' });
  t.equal(readiness.snapshot().checks.credential?.since, since);
  readiness.report('credential', GOOD);
  t.strictSame(changes, ['credential good', 'credential refused', 'credential expired', 'credential good']);
});

t.test('a process on its way out is not ready, whatever the checks say', async (t) => {
  const readiness = createReadiness({ store: async () => GOOD });
  await readiness.start();
  t.teardown(readiness.stop);
  readiness.drain();
  t.match(readiness.snapshot(), { ready: false, reasons: ['the process is shutting down'] });
});

t.test('a snapshot is what was known then', async (t) => {
  const readiness = createReadiness({ store: async () => GOOD });
  const before = readiness.snapshot();
  await readiness.start();
  t.teardown(readiness.stop);
  t.equal(before.ready, false);
  t.equal(before.checks.store?.ok, false);
});

t.test(
  'who saw something fail has the check look again at once, and all of them share that look',
  async (t) => {
    let isBroken = false;
    let looks = 0;
    const readiness = createReadiness({
      store: async () => {
        looks += 1;
        return isBroken ? { ok: false, reason: 'the disk is full' } : GOOD;
      },
    });
    await readiness.start();
    t.teardown(readiness.stop);
    isBroken = true;
    await Promise.all([readiness.look('store'), readiness.look('store'), readiness.look('store')]);
    t.strictSame(readiness.snapshot().reasons, ['store: the disk is full']);
    t.equal(looks, 2);
  },
);

t.test('what is bad is looked at again sooner than the rest', async (t) => {
  let good = 0;
  let bad = 0;
  const twice = Promise.withResolvers<void>();
  const readiness = createReadiness(
    {
      sync: async () => {
        good += 1;
        return GOOD;
      },
      store: async () => {
        bad += 1;
        if (bad === 3) twice.resolve();
        return { ok: false, reason: 'the disk is full' };
      },
    },
    { retryMs: 5 },
  );
  const alive = setInterval(() => {}, 1000);
  await readiness.start();
  await twice.promise;
  clearInterval(alive);
  readiness.stop();
  t.equal(good, 1);
});
