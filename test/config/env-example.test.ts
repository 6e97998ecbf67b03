import { readFile } from 'node:fs/promises';
import t from 'tap';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { VARIABLES } from '../../src/config/variables.ts';

const text = await readFile('docker/bridge.env.example', 'utf8');

/** NAME=value lines; those that are commented out count when `all`. */
function settings(all: boolean): [name: string, value: string][] {
  const line = all ? /^#?([A-Z_]+)=(.*)$/gm : /^([A-Z_]+)=(.*)$/gm;
  return Array.from(text.matchAll(line), ([, name = '', value = '']) => [name, value]);
}

function problems(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

t.test('as it is, the example lacks exactly what it leaves to fill in', async (t) => {
  const blank = settings(false);
  t.same(new Set(blank.map(([, value]) => value)), new Set(['']));
  const missing = problems(Object.fromEntries(blank)).map((problem) =>
    problem.replace(/: is required.*/, ''),
  );
  t.same(missing.toSorted(), blank.map(([name]) => name).toSorted());
});

t.test('filled in, with every line that has a value, it is a valid configuration', async (t) => {
  const filled = {
    ...Object.fromEntries(settings(true)),
    SCIM_BEARER_TOKENS: 'a-token-of-sixteen-or-more',
    QUALTRICS_BASE_URL: 'https://fra1.qualtrics.com',
    QUALTRICS_API_TOKEN: 'token',
    QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
  };
  t.match(loadConfig(filled), {
    host: '0.0.0.0',
    connections: [{ databaseUrl: 'sqlite:/data/bridge.db' }],
  });
});

t.test('it names no variable that the bridge does not read', async (t) => {
  t.same(
    settings(true).filter(([name]) => !VARIABLES.includes(name)),
    [],
  );
});
