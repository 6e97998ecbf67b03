import t from 'tap';
import { createCall } from '../../src/qualtrics/call.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect, failureOf } from './connect.ts';

const USER = '/API/v3/users/*';
const draft = {
  username: 'new@example.com',
  firstName: 'New',
  lastName: 'User',
  userType: 'UT_FULLUSER',
  email: 'new@example.com',
};

async function sandboxFor(t: Parameters<typeof connect>[0], options = {}) {
  const sandbox = await startSandbox(options);
  t.teardown(() => sandbox.close());
  return sandbox;
}

t.test('a GET is tried three times at most, a write once', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client, events } = connect(t, sandbox.url);
  const before = await client.users.get(sandbox.ownerId);
  const failures = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 504, body: 'html' },
    { kind: 'status', status: 429, retryAfter: 0 },
    { kind: 'reset-before' },
    { kind: 'partial-body' },
  ] as const;
  for (const effect of failures) {
    const title = JSON.stringify(effect);
    const fault = sandbox.fault({ match: { path: USER, times: 'always' }, effect });

    events.length = 0;
    await failureOf(client.users.get(sandbox.ownerId));
    t.strictSame(
      events.map((event) => event.attempt),
      [1, 2, 3],
      `GET: ${title}`,
    );

    events.length = 0;
    await failureOf(client.users.replace(before, before));
    await failureOf(client.users.delete(sandbox.ownerId));
    t.strictSame(
      events.map((event) => event.attempt),
      [1, 1],
      `PUT and DELETE: ${title}`,
    );
    fault.cancel();
  }
});

t.test('a GET that fails twice and then succeeds is a success', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client, events } = connect(t, sandbox.url);
  sandbox.fault({ match: { times: 1 }, effect: { kind: 'status', status: 503, retryAfter: 0 } });
  sandbox.fault({ match: { times: 1 }, effect: { kind: 'reset-before' } });
  t.equal((await client.users.get(sandbox.ownerId)).id, sandbox.ownerId);
  t.match(events, [
    { attempt: 1, outcome: 'unavailable', status: 503 },
    { attempt: 2, outcome: 'unavailable', status: undefined },
    {
      attempt: 3,
      outcome: 'ok',
      status: 200,
      endpoint: 'GET /users/{id}',
      method: 'GET',
      lane: 'interactive',
    },
  ]);
});

t.test('what Qualtrics decided is not asked again', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client, events } = connect(t, sandbox.url);
  for (const status of [400, 401, 403, 404, 409]) {
    sandbox.fault({ effect: { kind: 'status', status } });
    events.length = 0;
    await failureOf(client.users.get(sandbox.ownerId));
    t.equal(events.length, 1, `HTTP ${status}`);
  }
});

t.test('a GET that is told to wait for long is not tried again but says for how long', async (t) => {
  const sandbox = await sandboxFor(t);
  for (const status of [429, 503]) {
    const { client, events } = connect(t, sandbox.url);
    sandbox.fault({ effect: { kind: 'status', status, retryAfter: 30 } });
    t.match(await failureOf(client.users.get(sandbox.ownerId)), { status, retryAfterSeconds: 30 });
    t.equal(events.length, 1);
  }
});

t.test('a 429 holds the other calls back too', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client, events } = connect(t, sandbox.url);
  sandbox.fault({ effect: { kind: 'status', status: 429, retryAfter: 1 } });
  await client.whoami();
  sandbox.fault({ effect: { kind: 'status', status: 429, retryAfter: 60 } });
  await failureOf(client.users.get(sandbox.ownerId));
  events.length = 0;
  sandbox.clearCalls();
  const signal = AbortSignal.timeout(20);
  const failure = await failureOf(client.users.delete(sandbox.ownerId, { signal, lane: 'deactivation' }));
  t.match(failure, { code: 'limited', status: undefined, mayHaveLanded: false });
  t.ok((failure.retryAfterSeconds ?? 0) > 50, 'how long the pause still lasts');
  t.strictSame(sandbox.calls, []);
  t.match(events, [{ outcome: 'limited', status: undefined, lane: 'deactivation' }]);
});

t.test('the next call in the queue meets the pause that the call before it brought about', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client } = connect(t, sandbox.url, { concurrency: 1 });
  sandbox.fault({ effect: { kind: 'status', status: 429, retryAfter: 60 } });
  const first = failureOf(client.users.delete('UR_1'));
  const second = failureOf(client.users.delete('UR_2', { signal: AbortSignal.timeout(200) }));
  t.match(await first, { code: 'limited', status: 429 });
  t.match(await second, { code: 'limited', status: undefined });
  t.equal(sandbox.calls.length, 1);
});

t.test('a call whose caller has given up makes no request', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client } = connect(t, sandbox.url);
  const signal = AbortSignal.abort();
  t.match(await failureOf(client.users.create(draft, { signal })), { code: 'timeout', mayHaveLanded: false });
  t.strictSame(sandbox.calls, []);
});

t.test('a caller who gives up during the exchange learns whether the write may have been done', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client } = connect(t, sandbox.url);
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'timeout', commit: true } });
  const failed = await failureOf(client.users.create(draft, { signal: AbortSignal.timeout(100) }));
  t.match(failed, { code: 'timeout', mayHaveLanded: true });
  t.equal(sandbox.users().filter((user) => user.username === draft.username).length, 1, 'it was done');
  const get = await failureOf(client.users.get(sandbox.ownerId, { signal: AbortSignal.timeout(100) }));
  t.match(get, { code: 'timeout', mayHaveLanded: false });
});

t.test('a caller who gives up between two tries is told why the first one failed', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client, events } = connect(t, sandbox.url, { retryDelayMs: 60_000 });
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 503 } });
  const failed = await failureOf(client.users.get(sandbox.ownerId, { signal: AbortSignal.timeout(100) }));
  t.match(failed, { code: 'unavailable', status: 503 });
  t.equal(events.length, 1);
});

t.test('a creation that Qualtrics did but did not confirm may have been done', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client } = connect(t, sandbox.url, { timeoutMs: 200 });
  const effects = [
    { kind: 'commit-then-504' },
    { kind: 'reset-after' },
    { kind: 'timeout', commit: true },
    { kind: 'partial-body' },
  ] as const;
  for (const [index, effect] of effects.entries()) {
    sandbox.fault({ match: { method: 'POST' }, effect });
    const username = `new${index}@example.com`;
    const failed = await failureOf(client.users.create({ ...draft, username }));
    t.ok(failed.mayHaveLanded, effect.kind);
    t.equal(sandbox.users().filter((user) => user.username === username).length, 1, 'once');
  }
});

t.test('a drip is ended by the total deadline', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client, events } = connect(t, sandbox.url, { timeoutMs: 100 });
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'drip', everyMs: 10 } });
  t.match(await failureOf(client.users.get(sandbox.ownerId)), { code: 'timeout' });
  t.strictSame(
    events.map((event) => event.outcome),
    ['timeout', 'timeout', 'timeout'],
  );
});

t.test('a closed client fails at once, also for what was waiting', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client } = connect(t, sandbox.url);
  sandbox.fault({ effect: { kind: 'status', status: 429, retryAfter: 60 } });
  await failureOf(client.whoami());
  const waiting = failureOf(client.users.delete(sandbox.ownerId));
  await client.close();
  t.match(await waiting, { code: 'unavailable', mayHaveLanded: false });
  t.match(await failureOf(client.users.delete(sandbox.ownerId)), { code: 'unavailable' });
});

t.test('an error that is no QualtricsError is a defect and is passed on as it is', async (t) => {
  const call = createCall(
    async () => {
      throw new TypeError('a defect');
    },
    () => {},
    1,
  );
  await t.rejects(call({ method: 'GET', route: '/x', path: '/x' }), {
    name: 'TypeError',
    message: 'a defect',
  });
});

t.test('a write whose caller does not confirm it is kept back; a read is not asked about', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client } = connect(t, sandbox.url);
  const before = await client.users.get(sandbox.ownerId);
  sandbox.clearCalls();
  const confirm = () => {
    throw new Error('the lock is lost');
  };
  await t.rejects(client.users.replace(before, before, { confirm }), { message: 'the lock is lost' });
  await t.rejects(client.users.create(draft, { confirm }), { message: 'the lock is lost' });
  t.strictSame(sandbox.calls, []);
  await client.users.get(sandbox.ownerId, { confirm });
});
