import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { ADA, API, envelopeOf, failureOf, pageOf, start } from './start.ts';

const USER = `${API}/users/UR_ada`;
const DISABLED = { ...ADA, status: 'disabled' };

t.test('status: any code, with or without Retry-After, in each kind of body', async (t) => {
  const { sandbox, send } = await start(t);
  const match = { path: `${API}/whoami` };
  sandbox.fault({
    match,
    effect: { kind: 'status', status: 503, retryAfter: 7, errorCode: 'ESSG_9', errorMessage: 'Down.' },
  });
  const json = await send('GET', `${API}/whoami`);
  t.match(json, {
    status: 503,
    body: {
      meta: {
        httpStatus: '503 - Service Unavailable',
        error: { errorCode: 'ESSG_9', errorMessage: 'Down.' },
      },
    },
  });
  t.equal(json.headers.get('retry-after'), '7');
  sandbox.fault({ match, effect: { kind: 'status', status: 429, body: 'json-no-code' } });
  const noCode = await send('GET', `${API}/whoami`);
  t.equal(noCode.status, 429);
  t.strictSame(Object.keys(envelopeOf(noCode).meta.error ?? {}), ['errorMessage']);
  t.notOk(noCode.headers.has('retry-after'));
  sandbox.fault({ match, effect: { kind: 'status', status: 502, body: 'html' } });
  t.match(await send('GET', `${API}/whoami`), { status: 502, body: /^<html>/ });
  sandbox.fault({ match, effect: { kind: 'status', status: 401, body: 'empty' } });
  t.match(await send('GET', `${API}/whoami`), { status: 401, body: '' });
  t.match(await send('GET', `${API}/whoami`), { status: 200 }, 'every fault was used up');
});

t.test('a status fault refuses before anything is handled', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  sandbox.fault({ match: { method: 'put' }, effect: { kind: 'status', status: 500 } });
  t.match(await send('PUT', USER, DISABLED), { status: 500 });
  t.equal(sandbox.user('UR_ada')?.status, 'active');
});

t.test('reset-before cuts the connection and commits nothing', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  sandbox.fault({ match: { path: USER }, effect: { kind: 'reset-before' } });
  t.equal(await failureOf(send('PUT', USER, DISABLED)), 'ECONNRESET');
  t.equal(sandbox.user('UR_ada')?.status, 'active');
});

t.test('reset-after commits, then cuts the connection', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  sandbox.fault({ match: { path: USER }, effect: { kind: 'reset-after' } });
  t.equal(await failureOf(send('PUT', USER, DISABLED)), 'ECONNRESET');
  t.equal(sandbox.user('UR_ada')?.status, 'disabled');
});

t.test('timeout never answers; the write is committed when the fault says so', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  const cutOff = async (commit: boolean, until: () => boolean) => {
    sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'timeout', commit } });
    const patience = new AbortController();
    const init = { method: 'PUT', body: JSON.stringify(DISABLED), signal: patience.signal };
    const headers = { 'x-api-token': sandbox.token, 'content-type': 'application/json' };
    const sent = fetch(sandbox.url + USER, { ...init, headers });
    while (!until()) await send('GET', '/sandbox');
    patience.abort();
    await t.rejects(sent, { name: 'AbortError' });
    t.match(sandbox.calls.at(-1), { status: null, fault: 'timeout' });
  };
  await cutOff(false, () => sandbox.calls.length === 1);
  t.equal(sandbox.user('UR_ada')?.status, 'active');
  await cutOff(true, () => sandbox.user('UR_ada')?.status === 'disabled');
});

t.test('commit-then-504 commits and says that it took too long', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.fault({ match: { method: 'POST', path: `${API}/users` }, effect: { kind: 'commit-then-504' } });
  t.match(await send('POST', `${API}/users`, ADA), { status: 504 });
  t.equal(sandbox.users().at(-1)?.username, ADA.username);
});

t.test('drip sends the answer a byte at a time', async (t) => {
  const { sandbox } = await start(t);
  sandbox.fault({ match: {}, effect: { kind: 'drip', everyMs: 1 } });
  const response = await fetch(`${sandbox.url}${API}/nope`);
  const chunks: number[] = [];
  for await (const chunk of response.body ?? []) chunks.push(chunk.length);
  const length = Number(response.headers.get('content-length'));
  t.equal(
    chunks.reduce((sum, size) => sum + size, 0),
    length,
  );
  t.ok(chunks.length > length / 4, `${length} bytes in ${chunks.length} chunks`);
});

t.test('partial-body promises more than it sends', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.fault({ match: {}, effect: { kind: 'partial-body' } });
  t.equal(await failureOf(send('GET', `${API}/whoami`)), 'UND_ERR_SOCKET');
  t.match(sandbox.calls.at(-1), { status: 200 });
});

t.test('latency delays before the call is handled', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.fault({ match: { method: 'GET' }, effect: { kind: 'latency', ms: 1000 } });
  const slow = send('GET', `${API}/users/UR_ada`);
  while (sandbox.calls.length === 0) await send('GET', '/sandbox');
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  t.match(await slow, { status: 200 }, 'it sees what was written meanwhile');
});

t.test('beyond the time limit the answer is a 504, and what was written stands', async (t) => {
  const { sandbox, send } = await start(t, { timeLimitMs: 20, latencyMs: 600_000 });
  t.match(await send('POST', `${API}/users`, ADA), { status: 504 });
  t.equal(sandbox.users().at(-1)?.username, ADA.username);
  sandbox.setOptions({ timeLimitMs: null, latencyMs: 30 });
  t.match(await send('GET', `${API}/whoami`), { status: 200 });
});

t.test('redirect points elsewhere', async (t) => {
  const { sandbox, send } = await start(t);
  const location = 'https://evil.example/API/v3/whoami';
  sandbox.fault({ match: {}, effect: { kind: 'redirect', location, status: 307 } });
  const answered = await send('GET', `${API}/whoami`);
  t.equal(answered.status, 307);
  t.equal(answered.headers.get('location'), location);
});

t.test('evil-nextPage leads the pages astray', async (t) => {
  const { sandbox, send } = await start(t);
  const url = 'https://evil.example/API/v3/users?offset=1';
  sandbox.fault({ match: { path: `${API}/users` }, effect: { kind: 'evil-nextPage', url } });
  t.equal(pageOf(await send('GET', `${API}/users`)).nextPage, url);
  t.equal(pageOf(await send('GET', `${API}/users`)).nextPage, null);
});

t.test('faults are consumed in the order given, after those to skip, as often as told', async (t) => {
  const { sandbox, send } = await start(t);
  const status = (status: number) => ({ kind: 'status', status }) as const;
  const first = sandbox.fault({ match: { times: 2, skip: 1 }, effect: status(500) });
  const second = sandbox.fault({ effect: status(503) });
  const seen: number[] = [];
  for (let i = 0; i < 5; i++) seen.push((await send('GET', `${API}/whoami`)).status);
  t.strictSame(seen, [503, 500, 500, 200, 200]);
  t.strictSame([first.hits, second.hits, sandbox.faults.length], [2, 1, 0]);
});

t.test('a fault may hit always, until it is cancelled or all are cleared', async (t) => {
  const { sandbox, send } = await start(t);
  const effect = { kind: 'status', status: 503 } as const;
  const fault = sandbox.fault({ match: { times: 'always' }, effect });
  for (let i = 0; i < 3; i++) t.match(await send('GET', `${API}/whoami`), { status: 503 });
  fault.cancel();
  t.match(await send('GET', `${API}/whoami`), { status: 200 });
  sandbox.fault({ effect });
  sandbox.clearFaults();
  t.match(await send('GET', `${API}/whoami`), { status: 200 });
});

t.test(
  'a path matches whole, * for one segment, or by a regular expression, even a sticky one',
  async (t) => {
    const { sandbox, send } = await start(t, { divisionsList: true });
    const hits = async (path: string | RegExp, called: string) => {
      const fault = sandbox.fault({ match: { path }, effect: { kind: 'status', status: 500 } });
      await send('GET', called);
      fault.cancel();
      return fault.hits;
    };
    t.equal(await hits(`${API}/users`, `${API}/users?offset=1`), 1);
    t.equal(await hits(`${API}/users`, `${API}/users/UR_x`), 0);
    t.equal(await hits(`${API}/users/*`, `${API}/users/UR_x`), 1);
    t.equal(await hits(`${API}/users/*`, `${API}/users/UR_x/apitoken`), 0);
    t.equal(await hits(`${API}/users.`, `${API}/users/`), 0, 'a dot is a dot');
    t.equal(await hits(/users/g, `${API}/users/UR_x`), 1);
    t.equal(await hits(/^\/users/, `${API}/users`), 0);
  },
);

t.test('the control itself is out of reach of faults', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'reset-before' } });
  t.match(await send('GET', '/sandbox/faults'), { status: 200, body: [{ hits: 0 }] });
});

t.test('close ends at once, with calls that wait and connections that idle', async (t) => {
  const { sandbox, send } = await start(t, { latencyMs: 600_000, timeLimitMs: null });
  sandbox.fault({ match: { path: `${API}/whoami` }, effect: { kind: 'timeout' } });
  const waiting = [send('GET', `${API}/whoami`), send('GET', `${API}/users`)].map(failureOf);
  while (sandbox.calls.length < 2) await send('GET', '/sandbox');
  await sandbox.close();
  for (const failure of await Promise.all(waiting)) t.match(failure, /ECONNRESET|UND_ERR_SOCKET/);
  const { port, hostname } = new URL(sandbox.url);
  const server = createServer().listen(Number(port), hostname);
  await once(server, 'listening');
  t.ok(server.listening, 'the port is free again');
  server.close();
});
