import { readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { configOfFile } from './config-of-file.ts';
import { readConnection } from './read-connection.ts';
import { readProcess } from './read-process.ts';
import type { SecretSources } from './secret.ts';
import { unknownVariables } from './unknown-variables.ts';
import { VARIABLES } from './variables.ts';

/**
 * The configuration that the environment describes, or the file that CONFIG_FILE names; a blank variable counts as
 * unset. Throws ConfigError with every problem at once. `onWarning` hears later of a secret file that went bad.
 */
export function loadConfig(environment: NodeJS.ProcessEnv, options: Partial<SecretSources> = {}): Config {
  const env = withoutBlanks(environment);
  const sources: SecretSources = {
    readFile: (path) => readFileSync(path, 'utf8'),
    now: () => performance.now(),
    onWarning: (message) => process.emitWarning(message),
    ...options,
  };
  const config =
    env.CONFIG_FILE === undefined
      ? configOfVariables(environment, env, sources)
      : configOfFile(env.CONFIG_FILE, environment, env, sources);
  if (config instanceof ConfigError) throw config;
  return config;
}

function configOfVariables(
  environment: NodeJS.ProcessEnv,
  env: Readonly<Record<string, string>>,
  sources: SecretSources,
): Config | ConfigError {
  const whole = readProcess(env);
  const databaseUrl = whole instanceof ConfigError ? '' : whole.databaseUrl;
  const connection = readConnection({ name: 'default', databaseUrl }, env, sources);
  const unknown = unknownVariables(environment, VARIABLES);
  if (whole instanceof ConfigError || connection instanceof ConfigError || unknown.length > 0) {
    return new ConfigError([...ConfigError.in(whole), ...ConfigError.in(connection), ...unknown]);
  }
  return { ...whole.process, connections: [connection], warnings: [] };
}

function withoutBlanks(environment: NodeJS.ProcessEnv): Record<string, string> {
  const trimmed = Object.entries(environment).map(([name, value = '']) => [name, value.trim()] as const);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
}
