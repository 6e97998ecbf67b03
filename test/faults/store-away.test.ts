import { execFileSync } from 'node:child_process';
import t, { type Test } from 'tap';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Answer } from '../support/bridge.ts';
import { type BridgeProcess, startBridgeProcess } from '../support/bridge-process.ts';
import { connectTo, databaseOn, postgresBinaries } from '../support/postgres.ts';
import { startPostgresServer } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';
import { endOf, live, livesOf, personOf } from './mixed-operations.ts';
import { person, replace } from './outage.ts';

const ADD = (id: string) => ({ Operations: [{ op: 'add', path: 'members', value: [{ value: id }] }] });

function isComeAgain(t: Test, answer: Answer, of: string): void {
  t.equal(answer.status, 503, `${of}: 503`);
  t.match(answer.headers.get('retry-after'), /^\d+$/, `${of}: says when to come again`);
  t.match(answer.body, { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '503' });
}

/** `breakIt` takes the bridge's database its writes, `mendIt` gives them back. */
async function proveReadOnly(
  t: Test,
  {
    bridge,
    sandbox,
    reason,
    isAlone,
  }: { bridge: BridgeProcess; sandbox: Sandbox; reason: RegExp; isAlone: boolean },
  breakIt: () => Promise<void>,
  mendIt: () => Promise<void>,
): Promise<void> {
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  const { body: ben } = await bridge.scim('POST', '/Users', person('ben'));
  const { body: group } = await bridge.scim('POST', '/Groups', { displayName: 'Sales' });
  const before = sandbox.users();
  await breakIt();

  isComeAgain(t, await bridge.scim('POST', '/Users', person('cyd')), 'a POST');
  isComeAgain(t, await bridge.scim('PATCH', `/Groups/${group.id}`, ADD(ada.id)), 'a PATCH of a group');
  isComeAgain(t, await bridge.scim('POST', '/Groups', { displayName: 'Service' }), 'a POST of a group');
  t.strictSame(sandbox.users(), before, 'and nothing of it is in Qualtrics');
  isComeAgain(t, await bridge.scim('PATCH', `/Users/${ada.id}`, replace('title', 'Boss')), 'a PATCH');
  isComeAgain(t, await bridge.scim('PATCH', `/Users/${ben.id}`, replace('active', false)), 'a deactivation');
  // Where there may be other replicas, a write needs a lock of the database.
  t.equal(sandbox.user(ben.id)?.status, isAlone ? 'disabled' : 'active', 'the leaver of a 503');
  const red = await bridge.readyz();
  t.equal(red.status, 503);
  t.match(red.body.checks.store, { ok: false, reason });

  await mendIt();
  for (const [method, path, body, status] of [
    ['POST', '/Users', person('cyd'), 201],
    ['PATCH', `/Groups/${group.id}`, ADD(ada.id), 204],
    ['POST', '/Groups', { displayName: 'Service' }, 201],
    ['PATCH', `/Users/${ada.id}`, replace('title', 'Boss'), 200],
    ['PATCH', `/Users/${ben.id}`, replace('active', false), 200],
  ] as const) {
    t.equal((await bridge.scim(method, path, body)).status, status, `${method} ${path} goes through`);
  }
  t.match((await bridge.scim('GET', `/Users/${ada.id}`)).body, {
    title: 'Boss',
    groups: [{ value: group.id }],
  });
  t.equal(sandbox.users().length, before.length + 1);
  t.equal(sandbox.user(ada.id)?.divisionId, group.id);
  await until('it is ready again, without a restart', async () => (await bridge.readyz()).status === 200);
}

// Before the first test: tap ends a file that has a teardown and nothing to run.
const binaries = postgresBinaries(t);
const server = binaries === undefined ? undefined : await startPostgresServer(t, binaries);

t.test(
  'a disk that takes no more writes: 503, red with the reason, and on again without a restart',
  async (t) => {
    const sandbox = await startSandbox({ users: 3, divisions: [] });
    t.teardown(() => sandbox.close());
    const bridge = await startBridgeProcess(t, sandbox, { DATABASE_URL: `sqlite:${t.testdir()}/bridge.db` });
    // A file of the process grows no more, and is not written beyond its first byte.
    const limit = (bytes: string) =>
      execFileSync('prlimit', [`--pid=${bridge.pid}`, `--fsize=${bytes}:unlimited`]);
    const reason = /bridge\.db cannot be used/;
    await proveReadOnly(
      t,
      { bridge, sandbox, reason, isAlone: true },
      async () => void limit('1'),
      async () => void limit('unlimited'),
    );
  },
);

async function newDatabase(t: Test, url: string, name: string) {
  const admin = await connectTo(t, url);
  await admin.query(`CREATE DATABASE ${name}`);
  return { admin, databaseUrl: databaseOn(url, name) };
}

if (server) {
  t.test('a PostgreSQL that only reads: the same', async (t) => {
    const sandbox = await startSandbox({ users: 3, divisions: [] });
    t.teardown(() => sandbox.close());
    const { admin, databaseUrl } = await newDatabase(t, server.url, 'reads');
    const bridge = await startBridgeProcess(t, sandbox, { DATABASE_URL: databaseUrl });
    const readOnly = async (value: 'on' | 'off') => {
      await admin.query(`ALTER DATABASE reads SET default_transaction_read_only = ${value}`);
      await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'reads'`);
    };
    await proveReadOnly(
      t,
      { bridge, sandbox, reason: /only reads/, isAlone: false },
      () => readOnly('on'),
      () => readOnly('off'),
    );
  });

  t.test('a PostgreSQL that restarts under load costs nothing but time', async (t) => {
    const sandbox = await startSandbox({ users: 3, divisions: [], latencyMs: 3 });
    t.teardown(() => sandbox.close());
    const strangers = sandbox.users().length;
    const { databaseUrl } = await newDatabase(t, server.url, 'restarts');
    const bridge = await startBridgeProcess(t, sandbox, { DATABASE_URL: databaseUrl });
    const { body: group } = await bridge.scim('POST', '/Groups', { displayName: 'Sales' });
    const lives = livesOf(3, 40, 1);
    const waiting = [...lives];
    const ids = new Map<string, string>();
    const refused: Answer[] = [];
    const comeAgain = () => refused.filter(({ status }) => status !== 409);
    let done = 0;
    const send = async (method: string, path: string, body?: unknown) => {
      const answer = await bridge.scim(method, path, body);
      if (answer.status >= 400) refused.push(answer);
      return answer;
    };
    const worker = async () => {
      for (let life = waiting.shift(); life; life = waiting.shift()) {
        ids.set(life.userName, await live(life, [group.id], send, () => done++));
      }
    };
    const idp = Promise.all(Array.from({ length: 6 }, worker));
    for (const [mode, point] of [
      ['fast', 40],
      ['immediate', 160],
    ] as const) {
      await Promise.race([until(`${point} operations are done`, () => done >= point), idp]);
      t.ok(waiting.length > 0, `${mode}: work is left`);
      const before = comeAgain().length;
      await server.stop(mode);
      await until('readiness is red', async () => (await bridge.readyz()).status === 503);
      t.match((await bridge.readyz()).body.checks.store, { ok: false, reason: /PostgreSQL/ });
      await until(`${mode}: a request met it`, () => comeAgain().length > before);
      await server.start();
    }
    await idp;
    for (const answer of comeAgain()) isComeAgain(t, answer, 'meanwhile');
    for (const life of lives) {
      const { body } = await bridge.scim('GET', `/Users/${ids.get(life.userName)}`);
      t.strictSame(personOf(body, [group.id]), endOf(life));
    }
    t.equal(sandbox.users().length, strangers + lives.length, 'nobody was made twice');
    await until('it is ready again', async () => (await bridge.readyz()).status === 200);
  });
}
