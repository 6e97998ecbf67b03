import type { ConnectionConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import type { FileValues } from './config-file.ts';
import { databaseOf, hasPassword } from './database-url.ts';
import { type FileSection, fileSection, inFile } from './file-section.ts';
import { readConnection } from './read-connection.ts';
import type { SecretSources } from './secret.ts';
import { keyOf, OWN_KEYS, SHARED_KEYS } from './setting-keys.ts';
import { problemsOf } from './value-types.ts';
import { processSettings, SECRETS } from './variables.ts';

const KEYS = new Map([...SHARED_KEYS, ...OWN_KEYS]);
const databaseSetting = processSettings.pick({ DATABASE_URL: true });

export interface FileSurroundings {
  /** What the file says of all connections. */
  readonly shared: FileSection;
  /** The database that is said of all. */
  readonly databaseUrl: string;
  /** Of connections. */
  readonly count: number;
  /** The environment, for secrets that name a variable of it. */
  readonly env: Readonly<Record<string, string>>;
  readonly sources: SecretSources;
}

export interface ConnectionOfFile {
  readonly connection: ConnectionConfig | ConfigError;
  /** The environment variables that it names. */
  readonly references: readonly string[];
  /** Whether a secret itself stands in the file. */
  readonly holdsSecret: boolean;
}

/** One connection, from its part of the file over what is said of all. */
export function connectionOfFile(
  name: string,
  entries: FileValues,
  { shared, databaseUrl, count, env, sources }: FileSurroundings,
): ConnectionOfFile {
  const prefix = `connections.${name}.`;
  const own = fileSection(prefix, entries, KEYS);
  const values = { ...shared.values, ...own.values };
  const unresolved = new Map<string, string>();
  const references: string[] = [];
  for (const secret of SECRETS) {
    const reference = own.values[`${secret}_ENV`];
    if (reference === undefined) continue;
    references.push(reference);
    const text = env[reference];
    if (own.values[secret] !== undefined)
      unresolved.set(secret, `is set and ${secret} as well; leave one out`);
    else if (text === undefined) unresolved.set(secret, 'names an environment variable that is not set');
    else values[secret] = text;
  }

  const placeOf = (variable: string) =>
    own.place(variable) ?? own.place(`${variable}_ENV`) ?? shared.place(variable) ?? prefix + keyOf(variable);

  const database = databaseSetting.safeParse(own.values);
  const connection = readConnection(
    { name, databaseUrl: own.values.DATABASE_URL ?? databaseOf(name, databaseUrl, count) },
    values,
    { ...sources, onWarning: (message) => sources.onWarning(inFile(message, placeOf)) },
  );
  const isFollowUp = (problem: string) =>
    [...own.refused, ...unresolved.keys()].some((variable) => problem.startsWith(`${variable}:`));
  const problems = [
    ...own.problems,
    ...[
      ...(database.error ? problemsOf(database.error) : []),
      ...Array.from(unresolved, ([secret, what]) => `${secret}_ENV: ${what}`),
      ...(connection instanceof ConfigError ? connection.problems.filter((each) => !isFollowUp(each)) : []),
    ].map((problem) => inFile(problem, placeOf)),
  ];
  return {
    connection: problems.length > 0 ? new ConfigError(problems) : connection,
    references,
    holdsSecret:
      SECRETS.some((secret) => own.values[secret] !== undefined) || hasPassword(own.values.DATABASE_URL),
  };
}
