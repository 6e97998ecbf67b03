import { clashes } from './clashes.ts';
import type { Config, ConnectionConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { type ConfigFile, parseConfigFile } from './config-file.ts';
import { nameProblem } from './connection-name.ts';
import { connectionOfFile } from './connection-of-file.ts';
import { hasPassword } from './database-url.ts';
import { exposureOf } from './exposure.ts';
import { fileSection, inFile } from './file-section.ts';
import { readProcess } from './read-process.ts';
import type { SecretSources } from './secret.ts';
import { keyOf, PROCESS_KEYS, SHARED_KEYS } from './setting-keys.ts';
import { unknownVariables } from './unknown-variables.ts';
import { unusedDatabase, unusedPostgres } from './unused-database.ts';
import { connectionSettings, SECRETS, VARIABLES } from './variables.ts';

const OF_CONNECTIONS = [
  ...Object.keys(connectionSettings.shape),
  ...SECRETS.flatMap((name) => [name, `${name}_FILE`]),
];

/**
 * The configuration of the file at `path`. Variables of the process fill in what the file leaves out; those of a
 * connection are refused beside it, because it would not be clear of which.
 */
export function configOfFile(
  path: string,
  environment: NodeJS.ProcessEnv,
  env: Readonly<Record<string, string>>,
  sources: SecretSources,
): Config | ConfigError {
  const text = readText(path, sources);
  if (text instanceof ConfigError) return text;
  const file = parseConfigFile(text);
  const top = fileSection('', file.values, new Map([...PROCESS_KEYS, ...SHARED_KEYS]));
  const whole = readProcess({ ...env, ...top.values });
  const databaseUrl = whole instanceof ConfigError ? '' : whole.databaseUrl;
  const read = Array.from(file.connections, ([name, { values }]) =>
    connectionOfFile(name, values, { shared: top, databaseUrl, count: file.connections.size, env, sources }),
  );
  const parts = read.map(({ connection }) => connection);
  const connections = parts.filter((part): part is ConnectionConfig => !(part instanceof ConfigError));
  const references = new Set(read.flatMap((each) => each.references));
  const others = Object.fromEntries(Object.entries(environment).filter(([name]) => !references.has(name)));

  const problems = new Set([
    ...file.problems,
    ...top.problems,
    ...ConfigError.in(whole).map((problem) => inFile(problem, (variable) => top.place(variable) ?? variable)),
    ...namesOf(file),
    // What is said of all connections is wrong in each.
    ...parts.flatMap(ConfigError.in),
    ...clashes(connections),
    ...OF_CONNECTIONS.filter((name) => others[name]?.trim()).map(
      (name) =>
        `${name}: is not read beside CONFIG_FILE; say ${keyOf(name)} of a connection there, and unset it`,
    ),
    ...unknownVariables(others, VARIABLES),
  ]);
  const [first, ...more] = connections;
  if (whole instanceof ConfigError || first === undefined || problems.size > 0) {
    return new ConfigError([...problems]);
  }
  const holdsSecret = hasPassword(top.values.DATABASE_URL) || read.some((each) => each.holdsSecret);
  const used = connections.map((each) => each.databaseUrl);
  const warnings = [...(holdsSecret ? exposureOf(path) : []), ...unusedDatabase(databaseUrl, used)];
  const unusedPostgresUrl = unusedPostgres(databaseUrl, used);
  return {
    ...whole.process,
    connections: [first, ...more],
    warnings,
    ...(unusedPostgresUrl !== undefined && { unusedPostgresUrl }),
  };
}

/** Problems of the names; where the file cannot be read, that is the problem. */
function namesOf({ connections, problems }: ConfigFile): readonly string[] {
  if (connections.size === 0 && problems.length === 0) return ['connections: there is none'];
  return Array.from(connections).flatMap(([name, { line }]) => {
    const problem = nameProblem(name);
    return problem === undefined ? [] : [`connections.${name} (line ${line}): ${problem}`];
  });
}

function readText(path: string, { readFile }: SecretSources): string | ConfigError {
  try {
    return readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return new ConfigError([`CONFIG_FILE: the file cannot be read (${code})`]);
  }
}
