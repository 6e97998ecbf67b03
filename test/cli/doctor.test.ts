import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { CHECK_NAMES } from '../../src/cli/doctor/check.ts';
import { openStore } from '../../src/store/open-store.ts';
import { start } from '../sandbox/start.ts';
import { healthyFor, reportSchema } from './doctor/diagnose.ts';
import { LOCALHOST } from './doctor/localhost-certificate.ts';
import { startProxy } from './doctor/proxy.ts';

const CLI = fileURLToPath(new URL('../../src/cli/doctor.ts', import.meta.url));

/** Exit code and everything written by `npm run doctor`, with these variables and no others. */
async function doctor(env: NodeJS.ProcessEnv, ...flags: string[]) {
  const child = spawn(process.execPath, [CLI, ...flags], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
}

t.test('all is well: a line a check, and 0', async (t) => {
  const { sandbox } = await start(t, { users: 3 });
  const { code, stdout, stderr } = await doctor(healthyFor(t, sandbox));
  t.strictSame([code, stderr], [0, '']);
  const lines = stdout.trimEnd().split('\n');
  const checks = CHECK_NAMES.filter((name) => !name.startsWith('try-'));
  for (const [index, name] of checks.entries()) {
    t.match(lines[index], new RegExp(`^ok    ${name} +\\S`));
  }
  t.strictSame(lines.slice(checks.length), ['', '18 ok, 0 to look at, 0 failed']);
});

t.test('warnings say what to do, and leave the exit code at 0', async (t) => {
  const { sandbox } = await start(t, { users: 3 });
  const { code, stdout } = await doctor(healthyFor(t, sandbox, { SCIM_PUBLIC_URL: '' }));
  t.equal(code, 0);
  t.match(stdout, /^warn {2}public-url +SCIM_PUBLIC_URL is not set.*\n +→ set SCIM_PUBLIC_URL/m);
  t.match(stdout, /\n\n17 ok, 1 to look at, 0 failed\n$/);
});

t.test('a failure is 1', async (t) => {
  const { sandbox } = await start(t);
  const { code, stdout } = await doctor(healthyFor(t, sandbox, { QUALTRICS_API_TOKEN: 'not-the-token' }));
  t.equal(code, 1);
  t.match(stdout, /^fail {2}credential +GET \/whoami.*\n +→ /m);
  t.match(stdout, /1 failed; checks that rest on a failed one were left out\n$/);
  t.notOk(stdout.includes('not-the-token'));
});

t.test('--json is one object and nothing else', async (t) => {
  const { sandbox } = await start(t);
  const good = await doctor(healthyFor(t, sandbox), '--json', '--try-user', 'tryout@example.com');
  t.strictSame([good.code, good.stderr], [0, '']);
  const report = reportSchema.parse(JSON.parse(good.stdout));
  t.equal(report.ok, true);
  t.strictSame(
    report.checks.map(({ name }) => name),
    CHECK_NAMES,
  );
  const bad = await doctor(healthyFor(t, sandbox, { QUALTRICS_API_TOKEN: 'not-the-token' }), '--json');
  t.match([bad.code, reportSchema.parse(JSON.parse(bad.stdout)).ok], [1, false]);
});

t.test('a configuration that is wrong is 78, each problem a line', async (t) => {
  const env = { QUALTRICS_BASE_URL: 'http://fra1.qualtrics.com', QUALTRICS_API_TOKEN: 'secret-token-1' };
  const { code, stdout } = await doctor(env);
  t.equal(code, 78);
  for (const name of ['QUALTRICS_BASE_URL', 'SCIM_BEARER_TOKENS', 'QUALTRICS_DEFAULT_USER_TYPE']) {
    t.match(stdout, new RegExp(`^fail  configuration +${name}: `, 'm'));
  }
  t.match(stdout, /\n\n0 ok, 0 to look at, 3 failed/);
  t.notOk(stdout.includes('secret-token-1'));
  const json = await doctor(env, '--json');
  const { ok, checks } = reportSchema.parse(JSON.parse(json.stdout));
  t.strictSame([json.code, ok, checks.length], [78, false, 3]);
});

t.test('flags that are wrong are 64, and nothing is examined', async (t) => {
  for (const flags of [['--bogus'], ['someone'], ['--existing'], ['--try-user'], ['--try-user', ' ']]) {
    const { code, stdout, stderr } = await doctor({}, ...flags);
    t.strictSame([code, stdout], [64, ''], flags.join(' '));
    t.match(stderr, /^doctor: .*\n(.*\n)*doctor: --help lists the flags\n$/);
  }
});

t.test('--help names every flag and exit code, whatever the configuration', async (t) => {
  const { code, stdout } = await doctor({}, '--help');
  t.equal(code, 0);
  for (const word of ['--try-user', '--existing', '--json', '--help', '64', '78']) t.match(stdout, word);
});

t.test('colours are for those who want them', async (t) => {
  const colour = new RegExp(`${String.fromCharCode(27)}\\[`);
  t.match((await doctor({ FORCE_COLOR: '1' })).stdout, colour);
  t.notMatch((await doctor({})).stdout, colour, 'a pipe has none');
});

t.test('values of Qualtrics cannot command the terminal', async (t) => {
  const { sandbox } = await start(t);
  sandbox.putUser({ userType: 'UT_\u001b[2J' });
  const { stdout } = await doctor(healthyFor(t, sandbox));
  t.match(stdout, /UT_\?\[2J \(1\)/);
});

t.test('it runs beside a bridge', async (t) => {
  const { sandbox } = await start(t);
  const env = healthyFor(t, sandbox);
  const store = await openStore(env.DATABASE_URL ?? '');
  t.teardown(() => store.close());
  const { code, stdout } = await doctor(env);
  t.equal(code, 0);
  t.match(stdout, /^ok {4}store .* is in use by a running bridge/m);
  await store.check();
});

t.test('TLS: connected, or a certificate for another name', async (t) => {
  const { sandbox } = await start(t);
  const url = await startProxy(t, sandbox, {}, LOCALHOST);
  const env = healthyFor(t, sandbox);
  const folder = t.testdir({ 'ca.pem': LOCALHOST.cert });
  const trusting = { ...env, NODE_EXTRA_CA_CERTS: `${folder}/ca.pem` };
  const addressAt = async (address: string) =>
    (await doctor({ ...trusting, QUALTRICS_BASE_URL: address })).stdout;
  const good = await addressAt(url);
  t.match(good, /^ok {4}address .* connected in \d+ ms, TLSv1\.3 in \d+ ms$/m);
  t.match(good, /^ok {4}credential /m);
  const other = await addressAt(url.replace('localhost', '127.0.0.1'));
  t.match(other, /^fail {2}address .*ERR_TLS_CERT_ALTNAME_INVALID\n.*for other names/m);
});
