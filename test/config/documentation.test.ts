import { readFileSync } from 'node:fs';
import t from 'tap';
import type { ConnectionConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { VARIABLES } from '../../src/config/variables.ts';

interface Row {
  readonly name: string;
  readonly defaultText: string;
  readonly example: string;
}

const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
const rows: Row[] = page
  .split('\n')
  .filter((line) => /^\| `[A-Z]/.test(line))
  .map((line) => {
    const [, name = '', defaultText = '', , example = ''] = line.split('|').map((cell) => cell.trim());
    return { name: name.replaceAll('`', ''), defaultText, example: example.replaceAll('`', '') };
  });
const example = (name: string) => rows.find((row) => row.name === name)?.example;
const required = Object.fromEntries(
  rows.filter((row) => row.defaultText.startsWith('required')).map((row) => [row.name, row.example]),
);

/** The configuration as data: secrets called, maps listed. */
function loaded(env: NodeJS.ProcessEnv) {
  const { connections, ...rest } = loadConfig(env, { readFile: (path) => `secret-at-${path.slice(1)}` });
  const plain = ({ bearerTokens, qualtrics, mapping, ...others }: ConnectionConfig) => ({
    ...others,
    tokens: bearerTokens(),
    qualtrics: {
      ...qualtrics,
      credentials: Object.entries(qualtrics.credentials).map(([key, value]) => [
        key,
        typeof value === 'function' ? value() : value,
      ]),
    },
    mapping: { ...mapping, userTypes: [...mapping.userTypes] },
  });
  return { ...rest, connections: connections.map(plain) };
}

t.test('docs/configuration.md lists exactly the variables that the bridge reads', async (t) => {
  t.strictSame(rows.map((row) => row.name).sort(), [...VARIABLES].sort());
});

t.test('the examples of the required settings start the bridge', async (t) => {
  t.ok(loaded(required));
});

t.test('a documented default is what leaving the variable out does', async (t) => {
  const withDefault = rows.filter((row) => /^`/.test(row.defaultText) && row.name !== 'SCIM_PUBLIC_URL');
  t.ok(withDefault.length > 20);
  for (const { name, defaultText } of withDefault) {
    const env = { ...required, [name]: defaultText.replaceAll('`', '') };
    t.strictSame(loaded(env), loaded(required), name);
  }
});

t.test('every example is accepted, and differs from the default', async (t) => {
  const { QUALTRICS_API_TOKEN, ...withoutToken } = required;
  for (const { name } of rows) {
    if (name === 'CONFIG_FILE' || name in required) continue;
    const oauth = name.startsWith('QUALTRICS_OAUTH_');
    const base: NodeJS.ProcessEnv = oauth ? { ...withoutToken } : { ...required };
    if (oauth) {
      base.QUALTRICS_OAUTH_CLIENT_ID = 'another-client';
      base.QUALTRICS_OAUTH_CLIENT_SECRET = 'another-secret';
    }
    if (name === 'SCIM_GROUP_PRIORITY') {
      // It means something beside this only, and this nothing without it.
      t.ok(loaded({ ...base, SCIM_GROUP_CONFLICT: 'priority', [name]: example(name) }), name);
      continue;
    }
    if (name === 'SCIM_GROUP_TARGET') base.QUALTRICS_GROUP_TYPE = 'GT_abc';
    const before = loaded(base);
    if (name.endsWith('_FILE')) delete base[name.slice(0, -'_FILE'.length)];
    t.strictNotSame(loaded({ ...base, [name]: example(name) }), before, name);
  }
});
