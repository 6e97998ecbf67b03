import t from 'tap';
import type { Config } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { VARIABLES } from '../../src/config/variables.ts';

const TOKEN = '0123456789abcdef';
const minimal = {
  SCIM_BEARER_TOKENS: TOKEN,
  QUALTRICS_BASE_URL: 'https://fra1.qualtrics.com',
  QUALTRICS_API_TOKEN: 'qualtrics-token',
  QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
};

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

/** The one problem that `env` makes beside the minimal environment. */
function problemOf(env: NodeJS.ProcessEnv): string | undefined {
  const problems = problemsOf({ ...minimal, ...env });
  if (problems.length > 1) throw new Error(`more than one problem: ${problems.join('; ')}`);
  return problems[0];
}

function connection(config: Config) {
  return config.connections[0];
}

t.test('the four required settings are enough, and the rest has its defaults', async (t) => {
  const config = loadConfig(minimal);
  t.match(config, {
    host: '127.0.0.1',
    port: 8080,
    publicUrl: undefined,
    bodyLimitBytes: 4 * 1024 * 1024,
    answerDeadlineMs: 25_000,
    drainMs: 30_000,
    logLevel: 'info',
  });
  t.match(connection(config), {
    name: 'default',
    databaseUrl: 'sqlite:./data/bridge.db',
    qualtrics: {
      baseUrl: 'https://fra1.qualtrics.com',
      credentials: { kind: 'token' },
      rateLimitPerMinute: 2400,
      concurrency: 16,
      timeoutMs: 10_000,
      emailWritable: true,
      statusField: 'status',
      permissions: 'overrides',
    },
    mapping: {
      defaultUserType: 'UT_PARTICIPANT',
      defaultDivisionId: undefined,
      userTypes: new Map(),
      allowAdminUserTypes: false,
      usernameSuffix: { kind: 'none' },
      statusActive: 'active',
      statusDisabled: 'disabled',
      defaultLanguage: 'en',
      password: 'generate',
    },
    policies: {
      onConflict: 'conflict',
      onDelete: 'disable',
      deleteAfterDays: 30,
      syncIntervalSeconds: 900,
    },
  });
  t.strictSame(connection(config).bearerTokens(), [TOKEN]);
});

t.test('an empty environment lists everything that is required, each with what to do', async (t) => {
  const problems = problemsOf({});
  t.strictSame(
    problems.map((problem) => problem.split(':')[0]),
    ['QUALTRICS_BASE_URL', 'QUALTRICS_DEFAULT_USER_TYPE', 'SCIM_BEARER_TOKENS', 'QUALTRICS_API_TOKEN'],
  );
  for (const problem of problems) t.match(problem, /^[A-Z_]+: is required: \w/);
});

t.test('problems of every kind are told at once', async (t) => {
  const problems = problemsOf({
    PORT: '70000',
    SCIM_BEARER_TOKENS: 'short',
    SCIM_DELETE_POLCY: 'delete',
    QUALTRICS_BASE_URL: 'fra1',
    QUALTRICS_OAUTH_CLIENT_ID: 'client',
    QUALTRICS_API_TOKEN_FILE: '/nowhere/at/all',
    QUALTRICS_PERMISSIONS: 'some',
  });
  t.strictSame(problems.map((problem) => problem.split(':')[0]).sort(), [
    'PORT',
    'QUALTRICS_API_TOKEN',
    'QUALTRICS_API_TOKEN_FILE',
    'QUALTRICS_BASE_URL',
    'QUALTRICS_DEFAULT_USER_TYPE',
    'QUALTRICS_PERMISSIONS',
    'SCIM_BEARER_TOKENS',
    'SCIM_DELETE_POLCY',
  ]);
});

t.test('a blank variable counts as unset', async (t) => {
  t.equal(loadConfig({ ...minimal, PORT: '', SCIM_PUBLIC_URL: ' ' }).port, 8080);
  t.match(problemOf({ QUALTRICS_BASE_URL: ' ' }), /^QUALTRICS_BASE_URL: is required/);
});

t.test('no message repeats a secret, wherever it was put', async (t) => {
  const secret = 'Hunter2Hunter2Hunter2 Hunter2';
  for (const name of [...VARIABLES, 'SCIM_TOKEN']) {
    for (const value of [secret, `https://user:${secret}@host/`, `postgres://u:${secret}@db/x`]) {
      t.notMatch(problemsOf({ ...minimal, [name]: value }).join('\n'), /hunter2/i, `${name}=${value}`);
    }
  }
});

t.test('SCIM_BEARER_TOKENS', async (t) => {
  const tokens = `${TOKEN}, ${TOKEN.toUpperCase()} ,`;
  t.strictSame(connection(loadConfig({ ...minimal, SCIM_BEARER_TOKENS: tokens })).bearerTokens(), [
    TOKEN,
    TOKEN.toUpperCase(),
  ]);
  t.match(problemOf({ SCIM_BEARER_TOKENS: `${TOKEN},short` }), /token 2 of 2 has fewer than 8 .*openssl/);
  t.match(problemOf({ SCIM_BEARER_TOKENS: 'two words of one token' }), /token 1 of 1 has a space/);
  t.match(problemOf({ SCIM_BEARER_TOKENS: ',,' }), /holds no token/);
});

t.test('QUALTRICS_BASE_URL becomes the origin', async (t) => {
  for (const [text, origin] of [
    ['https://fra1.qualtrics.com', 'https://fra1.qualtrics.com'],
    ['https://fra1.qualtrics.com/', 'https://fra1.qualtrics.com'],
    ['https://acme.fra1.qualtrics.com/API/v3', 'https://acme.fra1.qualtrics.com'],
    ['https://FRA1.qualtrics.com/api/v3/', 'https://fra1.qualtrics.com'],
    ['http://127.0.0.1:8181', 'http://127.0.0.1:8181'],
    ['http://localhost:8181/API/v3', 'http://localhost:8181'],
    ['http://[::1]:8181', 'http://[::1]:8181'],
  ]) {
    t.equal(connection(loadConfig({ ...minimal, QUALTRICS_BASE_URL: text })).qualtrics.baseUrl, origin);
  }
  for (const [text, problem] of [
    ['fra1', /write https:\/\/fra1\.qualtrics\.com/],
    ['fra1.qualtrics.com', /whole URL/],
    ['localhost:8181', /whole URL/],
    ['http://fra1.qualtrics.com', /https:\/\/.*unencrypted/],
    ['http://127.0.0.1.example.com', /unencrypted/],
    ['https://user:pass@fra1.qualtrics.com', /no user name or password/],
    ['https://fra1.qualtrics.com/?a=b', /no "\?"/],
    ['https://fra1.qualtrics.com/API/v2', /no path other than/],
    ['https://fra1.qualtrics.com/API/v3/users', /no path other than/],
  ] as const) {
    t.match(problemOf({ QUALTRICS_BASE_URL: text }), problem, text);
  }
});

t.test('SCIM_PUBLIC_URL loses what callers add themselves', async (t) => {
  for (const [text, url] of [
    ['https://scim.example.com', 'https://scim.example.com'],
    ['https://scim.example.com/', 'https://scim.example.com'],
    ['https://example.com/bridge//', 'https://example.com/bridge'],
    ['https://example.com/bridge/scim/v2/', 'https://example.com/bridge'],
    ['http://localhost:8080/scim/v2', 'http://localhost:8080'],
  ]) {
    t.equal(loadConfig({ ...minimal, SCIM_PUBLIC_URL: text }).publicUrl, url);
  }
  t.match(problemOf({ SCIM_PUBLIC_URL: 'https://x.example.com/?aadOptscim062020' }), /no "\?"/);
  t.match(problemOf({ SCIM_PUBLIC_URL: 'ftp://x.example.com' }), /whole URL/);
});

t.test('HOST is an IP address, or localhost', async (t) => {
  t.equal(loadConfig({ ...minimal, HOST: 'localhost' }).host, '127.0.0.1');
  t.equal(loadConfig({ ...minimal, HOST: '::' }).host, '::');
  t.match(problemOf({ HOST: 'bridge.example.com' }), /^HOST: must be an IP address/);
});

t.test('numbers are whole and within their bounds', async (t) => {
  t.equal(loadConfig({ ...minimal, PORT: '0' }).port, 0);
  for (const text of ['-1', '65536', '1e3', '0x50', '80.5', '99999999999999999999', 'http']) {
    t.equal(problemOf({ PORT: text }), 'PORT: must be a whole number from 0 to 65535', text);
  }
  t.match(problemOf({ SCIM_ANSWER_DEADLINE_SECONDS: '60' }), /from 1 to 55/);
  t.match(problemOf({ SCIM_BODY_LIMIT_BYTES: '0' }), /from 1024/);
});

t.test('DATABASE_URL', async (t) => {
  for (const url of ['sqlite:./data/x.db', 'sqlite:/data/x.db', 'sqlite:///data/x.db', 'sqlite::memory:']) {
    t.equal(loadConfig({ ...minimal, DATABASE_URL: url }).connections[0].databaseUrl, url);
  }
  const postgres = [
    'postgres://u:p%23@db/x',
    'postgresql://u:p@[::1]:5433/x?sslmode=verify-full&sslrootcert=/run/ca.pem',
    'postgres://u@localhost/x?host=/run/postgresql',
  ];
  for (const url of postgres)
    t.equal(loadConfig({ ...minimal, DATABASE_URL: url }).connections[0].databaseUrl, url);
  for (const url of ['postgres:', 'postgres://u:p@db', 'postgres://u:p/q@db/x', 'postgres://u:1#w@db/x']) {
    t.match(problemOf({ DATABASE_URL: url }), /must be postgres:.*percent encoding/, url);
  }
  t.match(problemOf({ DATABASE_URL: 'postgres://u:p@db/x?sslmode=require' }), /sslmode must be verify-full/);
  for (const url of ['sqlite:', 'sqlite://data/x.db', './data/x.db', 'mysql://db']) {
    t.match(problemOf({ DATABASE_URL: url }), /must be sqlite:PATH/, url);
  }
});

t.test('QUALTRICS_USERNAME_SUFFIX', async (t) => {
  const suffix = (text: string) =>
    connection(loadConfig({ ...minimal, QUALTRICS_USERNAME_SUFFIX: text })).mapping.usernameSuffix;
  t.strictSame(suffix('auto'), { kind: 'auto' });
  t.strictSame(suffix('#acme'), { kind: 'literal', suffix: '#acme' });
  for (const text of ['atuo', 'acme', '#', '#a b', '#a#b']) {
    t.match(problemOf({ QUALTRICS_USERNAME_SUFFIX: text }), /none, auto, or/, text);
  }
});

t.test('QUALTRICS_USER_TYPES', async (t) => {
  const types = (text: string) =>
    connection(loadConfig({ ...minimal, QUALTRICS_USER_TYPES: text })).mapping.userTypes;
  t.strictSame(
    types('Employee=UT_abc, Guest = UT_def,'),
    new Map([
      ['employee', 'UT_abc'],
      ['guest', 'UT_def'],
    ]),
  );
  for (const text of ['Employee', 'Employee=', '=UT_abc', 'a=b=c']) {
    t.match(problemOf({ QUALTRICS_USER_TYPES: text }), /must be pairs/, text);
  }
  t.match(problemOf({ QUALTRICS_USER_TYPES: 'Guest=UT_a,GUEST=UT_b' }), /twice/);
});

t.test('a flag is true or false and nothing else', async (t) => {
  const config = loadConfig({ ...minimal, QUALTRICS_EMAIL_WRITABLE: 'false' });
  t.equal(connection(config).qualtrics.emailWritable, false);
  t.match(problemOf({ QUALTRICS_ALLOW_ADMIN_USER_TYPES: 'yes' }), /must be true or false/);
});

t.test(
  'Qualtrics is called with a token or with an OAuth client, never with half of one or both',
  async (t) => {
    const { QUALTRICS_API_TOKEN, ...none } = minimal;
    const oauth = { QUALTRICS_OAUTH_CLIENT_ID: 'client', QUALTRICS_OAUTH_CLIENT_SECRET: 'secret' };
    const { credentials } = connection(loadConfig({ ...none, ...oauth })).qualtrics;
    t.match(credentials, { kind: 'oauth', clientId: 'client', scope: /^read:users / });
    t.equal(credentials.kind === 'oauth' && credentials.clientSecret(), 'secret');
    const ownGroups = [
      { SCIM_GROUP_TARGET: 'group', QUALTRICS_GROUP_TYPE: 'GT_abc' },
      { SCIM_GROUP_RULES: 'Panel *=group:GT_abc' },
    ];
    const scopeWith = (settings: NodeJS.ProcessEnv) => {
      const { credentials } = connection(loadConfig({ ...none, ...oauth, ...settings })).qualtrics;
      return credentials.kind === 'oauth' ? credentials.scope : undefined;
    };
    t.notMatch(scopeWith({}), /groups/);
    for (const settings of ownGroups) t.match(scopeWith(settings), / read:groups write:groups$/);
    t.equal(scopeWith({ ...ownGroups[0], QUALTRICS_OAUTH_SCOPE: 'manage:all' }), 'manage:all');

    t.match(problemsOf({ ...none, QUALTRICS_OAUTH_CLIENT_ID: 'client' }), [
      /^QUALTRICS_OAUTH_CLIENT_SECRET: is required/,
    ]);
    t.match(problemsOf({ ...none, QUALTRICS_OAUTH_CLIENT_SECRET: 'secret' }), [
      /^QUALTRICS_OAUTH_CLIENT_ID: is required/,
    ]);
    t.match(problemOf(oauth), /unset one of the two/);
  },
);

t.test('a misspelt variable is a problem and names the nearest known one', async (t) => {
  for (const [name, nearest] of [
    ['SCIM_BEARER_TOKEN', 'SCIM_BEARER_TOKENS'],
    ['SCIM_DELETE_POLICYY', 'SCIM_DELETE_POLICY'],
    ['QUALTRICS_TOKEN', 'QUALTRICS_API_TOKEN'],
    ['QUALTRICS_BASE_URL_FILE', 'QUALTRICS_BASE_URL'],
  ] as const) {
    t.equal(problemOf({ [name]: '' }), `${name}: is not a variable of the bridge; did you mean ${nearest}?`);
  }
});

t.test("the service links of Kubernetes are nobody's typing error", async (t) => {
  t.equal(
    problemOf({
      SCIM_BRIDGE_SERVICE_HOST: '10.0.0.1',
      SCIM_BRIDGE_SERVICE_PORT: '8080',
      SCIM_BRIDGE_SERVICE_PORT_HTTP: '8080',
      SCIM_BRIDGE_PORT: 'tcp://10.0.0.1:8080',
      QUALTRICS_SCIM_BRIDGE_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
      QUALTRICS_SCIM_BRIDGE_PORT_8080_TCP_ADDR: '10.0.0.1',
    }),
    undefined,
  );
});

t.test('new users are no brand administrators unless that is allowed', async (t) => {
  for (const type of ['UT_BRANDADMIN', 'UT_BrandAdmin', 'UT_BRAND_ADMINISTRATOR']) {
    const asked = { QUALTRICS_DEFAULT_USER_TYPE: type };
    t.match(
      problemOf(asked),
      /^QUALTRICS_DEFAULT_USER_TYPE: would make every new user a brand administrator/,
    );
    t.equal(problemOf({ ...asked, QUALTRICS_ALLOW_ADMIN_USER_TYPES: 'true' }), undefined);
  }
});
