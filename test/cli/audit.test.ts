import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { runAudit } from '../../src/cli/audit/run-audit.ts';
import { patch } from '../audit/entries.ts';
import { KEPT_IN_QUALTRICS } from '../provisioning/people.ts';
import { environmentFor } from '../support/brand.ts';
import { startBridge } from '../support/bridge.ts';
import { startPostgres } from '../support/postgres.ts';

async function audit(argv: readonly string[], environment: NodeJS.ProcessEnv) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await runAudit(argv, environment, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, out, err };
}

async function prove(t: Test, databaseUrl: string) {
  const bridge = await startBridge(t, {}, { DATABASE_URL: databaseUrl });
  const environment = environmentFor(bridge.sandbox, { DATABASE_URL: databaseUrl });
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  const [other] = await bridge.sandbox.addUsers(1);
  for (let n = 0; n < 120; n++) await bridge.scim('PATCH', `/Users/${id}`, patch('title', `Title ${n}`));
  await bridge.scim('PATCH', `/Users/${other?.id}`, patch('name.familyName', 'A\u001b[31m'));

  const all = await audit(['--json'], environment);
  t.equal(all.code, 0);
  const entries = all.out.trimEnd().split('\n');
  t.strictSame(
    entries.map((line) => JSON.parse(line)),
    await bridge.audit(),
    'all of them, while the bridge runs',
  );
  const one = await audit(['--user', other?.id ?? ''], environment);
  t.match(one.out, new RegExp(`^\\S+Z User ${other?.id} change \\w+\n +"lastName": ".*" -> "A`));
  t.match(one.out, /\n +by PATCH \/scim\/v2\/Users\/:id, token [0-9a-f]{6}, request /);
  t.notMatch(one.out, '\u001b', 'no value can steer a terminal');
  const { time } = JSON.parse(entries[60] ?? '');
  const [since, until] = await Promise.all(
    ['--since', '--until'].map((flag) => audit(['--json', flag, time], environment)),
  );
  t.equal(`${until?.out}${since?.out}`, all.out, 'since includes the time, until does not');
  t.equal((await audit(['--since', '1h', '--user', 'UR_nobody'], environment)).out, '');
}

t.test('the audit of a SQLite database that is in use', (t) => prove(t, `sqlite:${t.testdir()}/bridge.db`));

t.test('the audit of a PostgreSQL database', async (t) => {
  const postgres = await startPostgres(t);
  if (postgres) await prove(t, await postgres.newDatabase());
});

t.test('the command ends quietly when its reader has seen enough', async (t) => {
  const DATABASE_URL = `sqlite:${t.testdir()}/bridge.db`;
  const bridge = await startBridge(t, {}, { DATABASE_URL });
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  const long = 'x'.repeat(20_000);
  for (let n = 0; n < 20; n++) await bridge.scim('PATCH', `/Users/${id}`, patch('title', `${long}${n}`));
  const command = new URL('../../src/cli/audit.ts', import.meta.url).pathname;
  const env = environmentFor(bridge.sandbox, { DATABASE_URL });
  const child = spawn(process.execPath, [command, '--json'], { env });
  const [err] = await Promise.all([
    text(child.stderr),
    once(child, 'close'),
    once(child.stdout, 'data').then(() => child.stdout.destroy()),
  ]);
  t.match({ code: child.exitCode, err }, { code: 0, err: '' });
});

t.test('a database that fails while it is read is told with what to do', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  const bridge = await startBridge(t, {}, { DATABASE_URL: `sqlite:${path}` });
  const environment = environmentFor(bridge.sandbox, { DATABASE_URL: `sqlite:${path}` });
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  for (let n = 0; n < 20; n++) {
    await bridge.scim('PATCH', `/Users/${id}`, patch('title', `${n}`.repeat(9_000)));
  }
  await bridge.server.close();
  const pages = readFileSync(path);
  // Behind the pages of the schema and of the indexes' roots.
  writeFileSync(path, pages.fill(0xff, pages.length / 2));
  t.match(await audit([], environment), { code: 1, err: /^audit: .*restore a backup/m });
});

t.test('what is wrong is told, with an exit code of its own', async (t) => {
  const environment = {
    SCIM_BEARER_TOKENS: 'a-token-of-a-test',
    QUALTRICS_BASE_URL: 'https://fra1.qualtrics.com',
    QUALTRICS_API_TOKEN: 'token',
    QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
    DATABASE_URL: `sqlite:${t.testdir()}/none.db`,
  };
  t.match(await audit(['--since', 'yesterday'], environment), { code: 64, err: /"yesterday" is no time/ });
  t.match(await audit(['--who'], environment), { code: 64, err: /--help lists the flags/ });
  t.match(await audit(['--connection', 'acme'], environment), { code: 64, err: /there are: default/ });
  t.match(await audit([], { ...environment, QUALTRICS_API_TOKEN: '' }), {
    code: 78,
    err: /QUALTRICS_API_TOKEN/,
  });
  const missing = await audit([], environment);
  t.match(missing, { code: 1, err: /There is no database .*none\.db/ });
  t.ok(missing.err.includes(environment.DATABASE_URL), 'the setting, too');
  t.notMatch(missing.err, /writable/);
  t.notOk(existsSync(environment.DATABASE_URL.slice('sqlite:'.length)), 'and none was made');
  t.match(await audit(['--help'], {}), { code: 0, out: /--user ID/ });
});
