import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pollAgain } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Circuit } from '../../src/qualtrics/breaker.ts';
import { QualtricsError } from '../../src/qualtrics/errors.ts';
import { circuitState } from '../../src/readiness-checks.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { send, startBridge } from '../support/bridge.ts';
import { connect, failureOf } from './connect.ts';

/** Takes a sandbox off its port and counts who knocks there; `end` puts a sandbox back. */
async function outage(t: Test, sandbox: Sandbox, options = {}) {
  const port = Number(new URL(sandbox.url).port);
  await sandbox.close();
  let knocks = 0;
  const dead = createServer((socket) => {
    knocks += 1;
    socket.on('error', () => {});
    socket.resetAndDestroy();
  });
  dead.listen(port, '127.0.0.1');
  await once(dead, 'listening');
  let back: Sandbox | undefined;
  t.teardown(() => (back ? back.close() : dead.close()));
  return {
    knocks: () => knocks,
    async end(): Promise<Sandbox> {
      dead.close();
      await once(dead, 'close');
      back = await startSandbox({ ...options, port });
      return back;
    },
  };
}

t.test('five minutes without Qualtrics: answers at once, few calls, and back by itself', async (t) => {
  const sandbox = await startSandbox({ users: 20 });
  t.teardown(() => sandbox.close().catch(() => {}));
  const ids = sandbox.users().map(({ id }) => id);
  const circuits: Circuit['open'][] = [];
  let second = 0;
  const { client, events } = connect(t, sandbox.url, {
    now: () => second * 1000,
    onCircuit: ({ open }) => circuits.push(open),
  });
  const { knocks, end } = await outage(t, sandbox, { users: 20 });

  const refused: number[] = [];
  for (; second < 300; second += 1) {
    const failures = await Promise.all(ids.map((id) => failureOf(client.users.get(id))));
    for (const { code, heldBack, retryAfterSeconds = 0 } of failures) {
      t.equal(code, 'unavailable');
      if (heldBack) refused.push(retryAfterSeconds);
    }
  }
  t.strictSame(circuits, [true]);
  // 21 users, 3 tries each, for 5 s; then the circuit is open, and a probe is due every 20 s.
  t.ok(knocks() <= 5 * 21 * 3 + 21 + 20, `${knocks()} calls in 300 s, of ${300 * 21 * 3} without a breaker`);
  t.equal(events.length, knocks(), 'every call that was made is reported, and no other');
  t.ok(refused.length > 290 * 21);
  t.ok(refused.every((seconds) => Number.isInteger(seconds) && seconds >= 1 && seconds <= 20));

  const back = await end();
  second += 20;
  await client.users.get(back.ownerId);
  t.strictSame(circuits, [true, false]);
  await Promise.all(ids.map((id) => client.users.get(id)));
});

t.test('who waits in the queue when the circuit opens gets an answer at once too', async (t) => {
  const sandbox = await startSandbox({ users: 10 });
  t.teardown(() => sandbox.close());
  let second = 0;
  const { client, events } = connect(t, sandbox.url, {
    concurrency: 1,
    rateLimitPerMinute: 600,
    now: () => second * 1000,
  });
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 503 } });
  const ids = sandbox.users().map(({ id }) => id);
  for (const id of ids.slice(0, 4)) await failureOf(client.users.delete(id));
  second = 6;
  events.length = 0;
  const failures = await Promise.all(
    Array.from({ length: 5_000 }, () => failureOf(client.users.delete('UR_1'))),
  );
  t.equal(events.length, 1);
  t.equal(failures.filter(({ heldBack }) => heldBack).length, 4_999);
});

t.test('a leaver who comes while the circuit is open is tried again and comes through', async (t) => {
  const sandbox = await startSandbox({ users: 10 });
  t.teardown(() => sandbox.close());
  const started = performance.now();
  let jumped = 0;
  const { client } = connect(t, sandbox.url, { now: () => performance.now() - started + jumped });
  const fault = sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 503 } });
  const ids = sandbox.users().map(({ id }) => id);
  for (const id of ids.slice(0, 4)) await failureOf(client.users.delete(id));
  jumped = 6_000;
  await failureOf(client.users.delete('UR_1'));
  t.ok(client.state().circuit.open);
  fault.cancel();
  t.match(await failureOf(client.users.get(sandbox.ownerId)), { heldBack: true });
  t.ok(await client.users.get(sandbox.ownerId, { lane: 'deactivation' }));
  t.notOk(client.state().circuit.open);
  t.ok(await client.users.get(sandbox.ownerId));
});

t.test('readiness says in which way Qualtrics is down', async (t) => {
  const reasonOf = (failure: QualtricsError) => circuitState({ open: true, failure });
  const reason = (how: RegExp) => ({ ok: false, reason: how });
  t.match(reasonOf(new QualtricsError('timeout', 'GET /users')), reason(/\(no answer in time\)/));
  t.match(reasonOf(new QualtricsError('unavailable', 'GET /users')), reason(/\(no connection\)/));
  t.match(reasonOf(new QualtricsError('unavailable', 'GET /users', { status: 502 })), reason(/\(HTTP 502\)/));
  t.strictSame(circuitState({ open: false }), { ok: true });
});

t.test('the bridge says that Qualtrics is down, answers 503 with Retry-After, and recovers', async (t) => {
  const bridge = await startBridge(t, { users: 5 });
  const { sandbox, origin } = bridge;
  const ids = sandbox.users().map(({ id }) => id);
  const reasons = async (): Promise<string[]> =>
    (await send(`${origin}/readyz`, 'GET')).body.reasons.filter((reason: string) =>
      reason.startsWith('qualtrics:'),
    );
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 503 } });
  while ((await reasons()).length === 0)
    await Promise.all(ids.map((id) => bridge.scim('GET', `/Users/${id}`)));
  t.strictSame(await reasons(), [
    'qualtrics: Qualtrics is down (HTTP 503): requests are answered with 503 until it is back',
  ]);

  bridge.calls();
  const answer = await bridge.scim('GET', `/Users/${ids[0]}`);
  t.equal(answer.status, 503);
  t.match(answer.headers.get('retry-after'), /^\d+$/);
  t.strictSame(bridge.calls(), []);

  sandbox.clearFaults();
  while ((await bridge.scim('GET', `/Users/${ids[0]}`)).status !== 200) await pollAgain(20);
  t.strictSame(await reasons(), []);
});
