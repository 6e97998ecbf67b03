import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';

const OLD = 'old-0123456789abcdef';
const NEW = 'new-0123456789abcdef';

/** A bridge whose three secrets come from files, with a clock that only `later` moves. */
function fixture(t: Test) {
  const folder = t.testdir({ tokens: `${OLD}\n`, client: 'client-secret', api: 'api-token' });
  const warnings: string[] = [];
  let now = 0;
  const options = { now: () => now, onWarning: (message: string) => warnings.push(message) };
  const env = {
    QUALTRICS_BASE_URL: 'https://fra1.qualtrics.com',
    QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
    QUALTRICS_API_TOKEN_FILE: join(folder, 'api'),
    SCIM_BEARER_TOKENS_FILE: join(folder, 'tokens'),
  };
  return {
    folder,
    env,
    options,
    warnings,
    later: () => {
      now += 1000;
    },
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
  };
}

t.test('secrets come from files, without the white space around them', async (t) => {
  const { env, options, folder, write } = fixture(t);
  write('tokens', `\uFEFF${OLD}\r\n${NEW}\r\n\r\n`);
  const [{ bearerTokens, qualtrics }] = loadConfig(env, options).connections;
  t.strictSame(bearerTokens(), [OLD, NEW]);
  t.equal(qualtrics.credentials.kind === 'token' && qualtrics.credentials.token(), 'api-token');

  const { QUALTRICS_API_TOKEN_FILE, ...others } = env;
  const [oauth] = loadConfig(
    {
      ...others,
      QUALTRICS_OAUTH_CLIENT_ID: 'client',
      QUALTRICS_OAUTH_CLIENT_SECRET_FILE: join(folder, 'client'),
    },
    options,
  ).connections;
  const { credentials } = oauth.qualtrics;
  t.equal(credentials.kind === 'oauth' && credentials.clientSecret(), 'client-secret');
});

t.test('a replaced file is in use within a second, without a restart', async (t) => {
  const { env, options, folder, write, later, warnings } = fixture(t);
  const [{ bearerTokens }] = loadConfig(env, options).connections;
  write('tokens', `${OLD},${NEW}`);
  t.strictSame(bearerTokens(), [OLD], 'the file is not read at every use');
  later();
  t.strictSame(bearerTokens(), [OLD, NEW]);

  // As secret mounts do it: another file takes the name.
  write('next', NEW);
  renameSync(join(folder, 'next'), join(folder, 'tokens'));
  later();
  t.strictSame(bearerTokens(), [NEW]);
  t.strictSame(warnings, []);
});

t.test(
  'a file that goes bad keeps the old secret and is reported once, until it is good again',
  async (t) => {
    const { env, options, folder, write, later, warnings } = fixture(t);
    const [{ bearerTokens }] = loadConfig(env, options).connections;
    const use = () => {
      later();
      return bearerTokens();
    };
    write('tokens', ' \n');
    t.strictSame([use(), use()], [[OLD], [OLD]]);
    t.match(warnings, [/^SCIM_BEARER_TOKENS_FILE: the file is empty; the secret read before stays in use$/]);

    rmSync(join(folder, 'tokens'));
    t.strictSame(use(), [OLD]);
    t.equal(warnings.length, 1);

    write('tokens', NEW);
    t.strictSame(use(), [NEW]);
    rmSync(join(folder, 'tokens'));
    t.strictSame([use(), use()], [[NEW], [NEW]]);
    t.match(warnings.slice(1), [/cannot be read \(ENOENT\)/]);

    write('tokens', 'short');
    t.strictSame(use(), [NEW]);
    t.equal(warnings.length, 2);
    t.notMatch(warnings.join(), /short/);
  },
);

t.test('a file that is bad from the start is a problem of its variable', async (t) => {
  const { env, options, folder, write } = fixture(t);
  const problems = (path: string) => problemsOf({ ...env, SCIM_BEARER_TOKENS_FILE: path }, options);
  write('tokens', '');
  t.strictSame(problems(join(folder, 'tokens')), ['SCIM_BEARER_TOKENS_FILE: the file is empty']);
  write('tokens', 'short');
  t.match(problems(join(folder, 'tokens')), [/^SCIM_BEARER_TOKENS_FILE: token 1 of 1 has fewer than 8 /]);
  t.strictSame(problems(folder), ['SCIM_BEARER_TOKENS_FILE: the file cannot be read (EISDIR)']);
});

t.test('a secret and its file at the same time is a problem', async (t) => {
  const { env, options } = fixture(t);
  t.strictSame(problemsOf({ ...env, SCIM_BEARER_TOKENS: OLD }, options), [
    'SCIM_BEARER_TOKENS: is set and SCIM_BEARER_TOKENS_FILE as well; unset one of them',
  ]);
});

function problemsOf(...args: Parameters<typeof loadConfig>): readonly string[] {
  try {
    loadConfig(...args);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
