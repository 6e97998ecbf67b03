import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import { runDoctor } from '../../../src/cli/doctor/run-doctor.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { diagnose } from './diagnose.ts';

/** The environment of a bridge with two connections, of which the second has a token that is revoked. */
async function twoBrands(t: Test): Promise<NodeJS.ProcessEnv> {
  const folder = t.testdir();
  const connectionOf = async (name: string, apiToken: string) => {
    const sandbox = await startSandbox({ brandId: name, users: 2, tokens: [`${name}-api`] });
    t.teardown(() => sandbox.close());
    return {
      scim: { bearerTokens: `${name}-4b0c2f6d8e1a9357c0ffee11d2b3a495` },
      qualtrics: { baseUrl: sandbox.url, apiToken, defaultUserType: 'UT_PARTICIPANT' },
    };
  };
  const file = join(folder, 'bridge.yaml');
  const content = stringify({
    databaseUrl: `sqlite:${folder}/bridge.db`,
    scim: { publicUrl: 'https://scim.example.com' },
    connections: {
      acme: await connectionOf('acme', 'acme-api'),
      emea: await connectionOf('emea', 'revoked'),
    },
  });
  writeFileSync(file, content, { mode: 0o644 });
  return { CONFIG_FILE: file };
}

/** Exit code and what was written, without flags of the test's own. */
async function written(environment: NodeJS.ProcessEnv, ...flags: string[]) {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const code = await runDoctor(flags, environment, { log: keep, error: keep });
  return { code, text: lines.join('\n') };
}

t.test('all connections are examined, each by its name', async (t) => {
  const environment = await twoBrands(t);
  const { code, checks } = await diagnose(environment);
  t.equal(code, 1);
  const of = (connection: string | undefined) =>
    checks
      .filter((check) => check.connection === connection)
      .map(({ name, outcome }) => `${name} ${outcome}`);
  t.strictSame(of(undefined), ['configuration ok', 'configuration warn', 'public-url ok']);
  t.ok(of('acme').includes('credential ok') && of('acme').length > 10);
  t.strictSame(of('emea'), ['bearer-tokens ok', 'store ok', 'address ok', 'credential fail']);
  const { text } = await written(environment);
  t.match(stripVTControlCharacters(text), /public-url .*\n\nacme\nok .*\n\nemea\nok /s);
});

t.test('--connection examines one, as if it were the only one', async (t) => {
  const environment = await twoBrands(t);
  const { code, checks } = await diagnose(environment, '--connection', 'acme');
  t.equal(code, 0);
  t.strictSame(new Set(checks.map(({ connection }) => connection)), new Set([undefined]));
  t.match(
    checks.find(({ name }) => name === 'store'),
    { outcome: 'ok', detail: /acme\.db is not there yet/ },
  );
  t.match(await written(environment, '--connection', 'nobody'), {
    code: 64,
    text: 'doctor: there is no such connection; there is acme, emea',
  });
});

t.test('--try-user says of which connection', async (t) => {
  const environment = await twoBrands(t);
  t.match(await written(environment, '--try-user', 'tryout@example.com'), {
    code: 64,
    text: /--connection.*acme, emea/,
  });
  const { code, check } = await diagnose(
    environment,
    '--connection',
    'acme',
    '--try-user',
    'tryout@example.com',
  );
  t.equal(code, 0);
  t.equal(check('try-leave').outcome, 'ok');
});
