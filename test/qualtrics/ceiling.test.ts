import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect } from './connect.ts';

t.test('a burst of calls at the ceiling of the brand draws no 429 and uses 95 % of it', async (t) => {
  const windowMs = 8_000;
  const sandbox = await startSandbox({ rateLimit: { perMinute: 800, minuteMs: windowMs } });
  t.teardown(() => sandbox.close());
  const { client, events } = connect(t, sandbox.url, { rateLimitPerMinute: 6_000 });
  await client.whoami();
  sandbox.setOptions({}); // its minute begins with the burst
  sandbox.clearCalls();
  await Promise.all(Array.from({ length: 1_000 }, () => client.users.get(sandbox.ownerId)));
  t.ok(events.every(({ outcome }) => outcome === 'ok'));
  t.equal(sandbox.calls.length, 1_000);
  const times = sandbox.calls.map(({ at }) => Date.parse(at));
  const windows = times.map((start) => times.filter((at) => at >= start && at < start + windowMs).length);
  const fullest = Math.max(...windows);
  t.ok(fullest >= 0.95 * 800 && fullest <= 800, `${fullest} of 800`);
});

t.test('with 5,000 calls waiting at the ceiling a leaver is disabled within two calls each', async (t) => {
  const sandbox = await startSandbox({ users: 1 });
  t.teardown(() => sandbox.close());
  const leaver = sandbox.users().find(({ id }) => id !== sandbox.ownerId)?.id ?? '';
  const { client } = connect(t, sandbox.url, { rateLimitPerMinute: 3_000, concurrency: 16 });
  const over = new AbortController();
  const others = Array.from({ length: 5_000 }, () =>
    client.users.get(sandbox.ownerId, { signal: over.signal }).catch(() => {}),
  );
  await Promise.all(others.slice(0, 20));
  t.ok(client.state().limiter.waiting.interactive > 4_900);

  const since = sandbox.calls.length;
  const lane = { lane: 'deactivation' } as const;
  const record = await client.users.get(leaver, lane);
  await client.users.replace(record, { ...record, status: 'disabled' }, lane);
  t.equal(sandbox.user(leaver)?.status, 'disabled');
  const calls = sandbox.calls.slice(since).map(({ path }) => path.endsWith(leaver));
  const read = calls.indexOf(true);
  const written = calls.indexOf(true, read + 1);
  t.ok(read >= 0 && read <= 2, `${read} calls before it was read`);
  t.ok(written - read - 1 <= 2, `${written - read - 1} more before it was written`);
  over.abort();
  await Promise.all(others);
  t.strictSame(client.state().limiter.waiting, { deactivation: 0, interactive: 0, background: 0 });
});

t.test(
  'a 429 without Retry-After holds everything back for a moment and slows the calls after it',
  async (t) => {
    const sandbox = await startSandbox();
    t.teardown(() => sandbox.close());
    const { client, events } = connect(t, sandbox.url);
    t.equal(client.state().limiter.allowed, 1);
    sandbox.fault({ effect: { kind: 'status', status: 429 } });
    await client.whoami();
    t.match(
      events.map(({ status }) => status),
      [429, 200],
    );
    const { allowed, pauses } = client.state().limiter;
    t.equal(pauses, 1);
    t.ok(allowed > 0.6 && allowed < 0.7, String(allowed));
  },
);
