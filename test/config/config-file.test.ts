import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import { parseDocument } from 'yaml';
import type { Config } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { OWN_KEYS, PROCESS_KEYS, SHARED_KEYS } from '../../src/config/setting-keys.ts';
import { VARIABLES } from '../../src/config/variables.ts';

const GOOD = `
scim:
  publicUrl: https://scim.example.com
connections:
  acme:
    scim: { bearerTokens: token-of-acme }
    qualtrics:
      baseUrl: https://fra1.qualtrics.com
      apiToken: api-token
      defaultUserType: UT_P
  acme-emea:
    scim: { bearerTokens: token-of-emea }
    qualtrics:
      baseUrl: https://eu.qualtrics.com
      apiToken: api-token
      defaultUserType: UT_P
`;

function load(text: string, env: NodeJS.ProcessEnv = {}): Config {
  return loadConfig(
    { CONFIG_FILE: '/bridge.yaml', ...env },
    { readFile: readerOf({ '/bridge.yaml': text }) },
  );
}

const readerOf = (files: Readonly<Record<string, string>>) => (path: string) => {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
  return text;
};

function problemsOf(text: string, env: NodeJS.ProcessEnv = {}): readonly string[] {
  try {
    load(text, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** The one problem that GOOD has with that in the place of this. */
function problemOf(place: string | RegExp, instead: string, env?: NodeJS.ProcessEnv): string | undefined {
  const text = GOOD.replace(place, instead);
  if (text === GOOD) throw new Error(`nothing to replace: ${place}`);
  const [problem, ...others] = problemsOf(text, env);
  if (others.length > 0) throw new Error(`more than one problem: ${[problem, ...others].join('; ')}`);
  return problem;
}

t.test('each connection is what variables of its own would make of it', async (t) => {
  const { connections, publicUrl } = load(GOOD);
  t.equal(publicUrl, 'https://scim.example.com');
  t.strictSame(
    connections.map(({ name, databaseUrl, bearerTokens }) => [name, databaseUrl, ...bearerTokens()]),
    [
      ['acme', 'sqlite:data/acme.db', 'token-of-acme'],
      ['acme-emea', 'sqlite:data/acme-emea.db', 'token-of-emea'],
    ],
  );
  const [alone] = loadConfig({
    SCIM_BEARER_TOKENS: 'token-of-acme',
    QUALTRICS_BASE_URL: 'https://fra1.qualtrics.com',
    QUALTRICS_API_TOKEN: 'api-token',
    QUALTRICS_DEFAULT_USER_TYPE: 'UT_P',
  }).connections;
  const comparable = ({
    mapping,
    groups,
    policies,
    qualtrics: { credentials, ...qualtrics },
  }: typeof alone) => ({
    ...{ mapping, groups, policies, qualtrics },
  });
  t.strictSame(comparable(connections[0]), comparable(alone));
});

t.test('what is said at the top holds for the connections that do not say otherwise', async (t) => {
  const text = GOOD.replace('scim:', 'qualtrics: { concurrency: 4, defaultLanguage: de }\nscim:').replace(
    'apiToken: api-token',
    'apiToken: api-token\n      concurrency: 8',
  );
  const [acme, emea] = load(text).connections;
  t.match(acme, { qualtrics: { concurrency: 8 }, mapping: { defaultLanguage: 'de' } });
  t.match(emea, { qualtrics: { concurrency: 4 }, mapping: { defaultLanguage: 'de' } });
});

t.test('lists and maps stand for what variables separate, and numbers stay as written', async (t) => {
  const text = GOOD.replace(
    'bearerTokens: token-of-acme',
    'bearerTokens: [12345678901234567890, 00000001], groupConflict: priority, groupPriority: [DV_a, DV_b]',
  ).replace(
    'defaultUserType: UT_P',
    `defaultUserType: UT_P
      userTypes: { Employee: UT_a, 'Guest, external=x': UT_b }
      divisionPermissions: { controlPanel: { createSurveys: { state: off, on: true } } }
      emailWritable: false`,
  );
  const [acme] = load(text).connections;
  t.strictSame(acme.bearerTokens(), ['12345678901234567890', '00000001']);
  t.strictSame(acme.groups.onConflict, { kind: 'priority', groupIds: ['DV_a', 'DV_b'] });
  t.strictSame(
    [...acme.mapping.userTypes],
    [
      ['employee', 'UT_a'],
      ['guest, external=x', 'UT_b'],
    ],
  );
  t.strictSame(acme.groups.divisionPermissions, {
    controlPanel: { createSurveys: { state: 'off', on: true } },
  });
  t.equal(acme.qualtrics.emailWritable, false);
});

t.test('every problem of the whole file is told at once, with its key and line', async (t) => {
  const problems = problemsOf(
    `port: 99999
scim:
  deletePolicy: remove
  bearerTokens: token-of-all
connections:
  Acme:
    scim:
      publicUrl: https://x.example.com
      bearerTokens: short
      groupPriority: [DV_a]
    qualtrics:
      baseUri: https://fra1.qualtrics.com
      apiToken: a
      apiTokenFile: /nowhere
      concurrency: [1, 2]
  emea:
    scim: none
    qualtrics:
      oauthClientId: client
      oauthClientSecretEnv: NOT_SET
      defaultUserType: { a: b }
`,
    { QUALTRICS_CONCURRENCY: '3', SCIM_ON_CONFLCT: 'adopt', LOG_LEVEL: 'loud' },
  );
  t.strictSame(
    problems.map((problem) => problem.replace(/(: .{12}).*/, '$1')),
    [
      'connections.emea.scim (line 17): must hold ke',
      'scim.bearerTokens (line 4): is of one co',
      'port (line 1): must be a wh',
      'LOG_LEVEL: must be one ',
      'connections.Acme (line 6): the name has',
      'connections.Acme.scim.publicUrl (line 8): is of the wh',
      'connections.Acme.qualtrics.baseUri (line 12): is no settin',
      'connections.Acme.qualtrics.concurrency (line 15): must be one ',
      'scim.deletePolicy (line 3): must be one ',
      'connections.Acme.qualtrics.baseUrl: is required:',
      'connections.Acme.qualtrics.defaultUserType: is required:',
      'connections.Acme.scim.bearerTokens (line 9): token 1 of 1',
      'connections.Acme.qualtrics.apiToken (line 13): is set and q',
      'connections.emea.qualtrics.defaultUserType (line 21): must be one ',
      'connections.emea.qualtrics.oauthClientSecretEnv (line 20): names an env',
      'connections.emea.qualtrics.baseUrl: is required:',
      'connections.emea.scim.bearerTokens: is required:',
      'QUALTRICS_CONCURRENCY: is not read ',
      'SCIM_ON_CONFLCT: is not a var',
    ],
  );
});

t.test('a problem speaks of keys, not of variables', async (t) => {
  const problem = problemOf(
    'bearerTokens: token-of-acme',
    'bearerTokens: token-of-acme, groupPriority: [DV_a]',
  );
  t.equal(
    problem,
    'connections.acme.scim.groupPriority (line 6): goes with scim.groupConflict=priority only; unset it',
  );
  t.match(
    problemOf('apiToken: api-token', 'oauthClientId: x'),
    /oauthClientSecret: is required beside qualtrics/,
  );
});

t.test('what is not YAML is told by line and kind, without what stands there', async (t) => {
  for (const text of [
    'a: b: c\n',
    'a: [hunter2\n',
    '\thunter2: x\n',
    'a: 1\na: hunter2\n',
    '? [a]\n: b\n',
    'a: !hunter2 b\n',
  ]) {
    const problems = problemsOf(text);
    t.match(problems[0], /^line [12]: is not YAML as it is meant \([A-Z_]+\)$/, text);
    t.notMatch(problems.join(), /hunter2/);
  }
  t.match(problemsOf('connections:\n  acme: *hunter2\n'), [
    'line 2: a text that begins with "*" needs quotes',
  ]);
  t.strictSame(problemsOf(''), ['connections: there is none']);
  t.match(problemsOf('text'), [/^the file: must hold keys/]);
  t.match(problemsOf('connections: [a]'), [/^connections: must hold keys/]);
  t.strictSame(problemsOf(GOOD, { CONFIG_FILE: '/elsewhere' }), [
    'CONFIG_FILE: the file cannot be read (ENOENT)',
  ]);
});

t.test('no message repeats a value, wherever it was put', async (t) => {
  const secret = 'Hunter2Hunter2 Hunter2';
  const keys = [...PROCESS_KEYS.keys(), ...SHARED_KEYS.keys(), ...OWN_KEYS.keys()];
  for (const path of keys.flatMap((key) => [key.split('.'), ['connections', 'acme', ...key.split('.')]])) {
    for (const value of [
      secret,
      [secret],
      { a: secret },
      `https://user:${secret}@host/`,
      `postgres://u:${secret}@db/x`,
    ]) {
      const document = parseDocument(GOOD);
      document.setIn(path, value);
      t.notMatch(problemsOf(String(document)).join('\n'), /hunter2/i, path.join('.'));
    }
  }
});

t.test('every variable has its key', async (t) => {
  t.equal(PROCESS_KEYS.get('port'), 'PORT');
  t.equal(PROCESS_KEYS.get('scim.answerDeadlineSeconds'), 'SCIM_ANSWER_DEADLINE_SECONDS');
  t.equal(OWN_KEYS.get('qualtrics.oauthClientSecretFile'), 'QUALTRICS_OAUTH_CLIENT_SECRET_FILE');
  const variables = [...PROCESS_KEYS.values(), ...SHARED_KEYS.values(), ...OWN_KEYS.values()];
  t.strictSame(
    VARIABLES.filter((name) => name !== 'CONFIG_FILE' && !variables.includes(name)),
    [],
  );
});

t.test('a secret stands there, in a file that is read again, or in a variable of any name', async (t) => {
  const text = GOOD.replace('bearerTokens: token-of-acme', 'bearerTokensFile: /run/tokens').replace(
    'apiToken: api-token',
    'apiTokenEnv: SCIM_TOKEN_OF_ACME',
  );
  const files = { '/bridge.yaml': text, '/run/tokens': 'token-of-file' };
  let now = 0;
  const warnings: string[] = [];
  const [{ bearerTokens, qualtrics }] = loadConfig(
    { CONFIG_FILE: '/bridge.yaml', SCIM_TOKEN_OF_ACME: 'api-token-of-variable' },
    { readFile: readerOf(files), now: () => now, onWarning: (message) => warnings.push(message) },
  ).connections;
  t.strictSame(bearerTokens(), ['token-of-file']);
  t.equal(qualtrics.credentials.kind === 'token' && qualtrics.credentials.token(), 'api-token-of-variable');
  files['/run/tokens'] = 'another-token-of-file';
  now = 2_000;
  t.strictSame(bearerTokens(), ['another-token-of-file']);
  files['/run/tokens'] = '';
  now = 4_000;
  t.strictSame(bearerTokens(), ['another-token-of-file']);
  t.match(warnings, [
    /^connections\.acme\.scim\.bearerTokensFile \(line 6\): the file is empty; .* stays in use$/,
  ]);

  t.match(
    problemOf('apiToken: api-token', 'apiToken: api-token\n      apiTokenEnv: HOME', { HOME: '/' }),
    /apiTokenEnv \(line 10\): is set and qualtrics.apiToken as well/,
  );
});

t.test(
  'variables of the process fill in what the file leaves out, those of a connection are refused',
  async (t) => {
    t.match(load(GOOD, { PORT: '9', SCIM_PUBLIC_URL: 'https://other.example.com' }), {
      port: 9,
      publicUrl: 'https://scim.example.com',
    });
    t.match(problemsOf(GOOD, { QUALTRICS_API_TOKEN_FILE: '/x', SCIM_BEARER_TOKENS: 'x' }), [
      'SCIM_BEARER_TOKENS: is not read beside CONFIG_FILE; say scim.bearerTokens of a connection there, and unset it',
      /^QUALTRICS_API_TOKEN_FILE: is not read beside CONFIG_FILE; say qualtrics\.apiTokenFile /,
    ]);
  },
);

t.test('each connection has a database of its own', async (t) => {
  const databases = (text: string, env: NodeJS.ProcessEnv = {}) =>
    load(text, env).connections.map(({ databaseUrl }) => databaseUrl);
  for (const [url, expected] of [
    ['sqlite:/data/bridge.db', ['sqlite:/data/acme.db', 'sqlite:/data/acme-emea.db']],
    ['sqlite::memory:', ['sqlite::memory:', 'sqlite::memory:']],
    [
      'postgres://u:p%23@db/x',
      ['postgres://u:p%23@db/x?schema=acme&max=10', 'postgres://u:p%23@db/x?schema=acme-emea&max=10'],
    ],
    [
      'postgres://u@db/x?max=3',
      ['postgres://u@db/x?max=3&schema=acme', 'postgres://u@db/x?max=3&schema=acme-emea'],
    ],
  ] as const) {
    t.strictSame(databases(GOOD, { DATABASE_URL: url }), expected);
    t.strictSame(
      databases(`databaseUrl: '${url}'\n${GOOD}`, { DATABASE_URL: 'sqlite:/other/x.db' }),
      expected,
    );
  }
  const own = GOOD.replace('  acme:', '  acme:\n    databaseUrl: sqlite:./old/bridge.db');
  t.strictSame(databases(own), ['sqlite:./old/bridge.db', 'sqlite:data/acme-emea.db']);
  t.match(
    problemOf('  acme:', '  acme:\n    databaseUrl: sqlite:./data/../data/acme-emea.db'),
    /^connections\.acme and connections\.acme-emea: have the same database/,
  );
  t.match(
    problemOf('  acme:', '  acme:\n    databaseUrl: mysql://x'),
    /^connections\.acme\.databaseUrl \(line 6\): must be sqlite/,
  );
});

t.test('no two connections have a bearer token in common', async (t) => {
  t.equal(
    problemOf('token-of-emea', '[token-of-emea, token-of-acme]'),
    'connections.acme and connections.acme-emea: have a bearer token in common; the token says which of them is meant, ' +
      'so each needs its own',
  );
});

t.test('a name is safe as a part of a path, a file, a schema and a label', async (t) => {
  for (const name of ['a', 'acme-eu-2', 'default', 'x'.repeat(40)]) {
    t.equal(load(GOOD.replace('  acme:', `  ${name}:`)).connections[0].name, name);
  }
  const bad = ['Acme', '-a', 'a-', 'a--b', '1a', 'a_b', 'a b', '../a', 'ä', '__proto__', 'x'.repeat(41)];
  for (const name of bad)
    t.match(problemOf('  acme:', `  "${name}":`), /^connections\..* the name has to be/, name);
  for (const name of ['scim', 'healthz', 'readyz', 'metrics', 'public'])
    t.match(problemOf('  acme:', `  ${name}:`), /the name is reserved/, name);
});

t.test('a file with secrets that everybody may read is warned of', async (t) => {
  const secrets = ['token-of-acme', 'token-of-emea', 'api-token'];
  const folder = t.testdir({
    'bridge.yaml': GOOD,
    ...Object.fromEntries(secrets.map((secret) => [secret, secret])),
  });
  const file = join(folder, 'bridge.yaml');
  const warnings = (mode: number) => {
    chmodSync(file, mode);
    return loadConfig({ CONFIG_FILE: file, DATABASE_URL: 'sqlite::memory:' }).warnings;
  };
  t.match(warnings(0o644), [/^CONFIG_FILE holds secrets and everybody/]);
  t.strictSame(warnings(0o640), []);
  writeFileSync(file, GOOD.replace(/(bearerTokens|apiToken): ([\w-]+)/g, `$1File: ${folder}/$2`));
  t.strictSame(warnings(0o644), [], 'one that names files only is not');
});

t.test('the database of the only connection before is not left behind without a word', async (t) => {
  const folder = t.testdir({ 'bridge.db': '' });
  const url = `sqlite:${folder}/bridge.db`;
  const warnings = (text: string, env: NodeJS.ProcessEnv = {}) => load(text, env).warnings;
  const expected = [
    /^the database \/.*bridge\.db is there and no connection uses it: .* its databaseUrl \(sqlite:/,
  ];
  t.match(warnings(GOOD, { DATABASE_URL: url }), expected);
  t.match(warnings(`databaseUrl: ${url}\n${GOOD}`), expected);
  t.strictSame(warnings(GOOD, { DATABASE_URL: `sqlite:${folder}/other.db` }), [], 'it is not there');
  const moved = GOOD.replace(
    '  acme:',
    `  acme:\n    databaseUrl: sqlite:${folder}/../${basename(folder)}/bridge.db`,
  );
  t.strictSame(warnings(moved, { DATABASE_URL: url }), [], 'it is used');
  t.strictSame(warnings(GOOD, { DATABASE_URL: 'sqlite::memory:' }), []);
});

t.test('the example of docs/configuration.md is a configuration', async (t) => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n(# Of the process.*?)```/s.exec(page) ?? [];
  const readFile = (path: string) => (path === '/bridge.yaml' ? example : `secret-of-${path.slice(1)}`);
  const { connections } = loadConfig(
    { CONFIG_FILE: '/bridge.yaml', EMEA_QUALTRICS_SECRET: 'secret' },
    { readFile },
  );
  t.strictSame(
    connections.map(({ name }) => name),
    ['acme', 'acme-emea'],
  );
});
