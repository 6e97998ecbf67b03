import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { problemsOf } from './value-types.ts';
import { processSettings } from './variables.ts';

/** What is said of the process, and the database that connections have unless they say otherwise. */
export interface ProcessConfig {
  readonly process: Omit<Config, 'connections' | 'warnings'>;
  readonly databaseUrl: string;
}

/** `values`: by variable, without blanks. */
export function readProcess(values: Readonly<Record<string, string>>): ProcessConfig | ConfigError {
  const { data: set, error } = processSettings.safeParse(values);
  if (error) return new ConfigError(problemsOf(error));
  const process = {
    host: set.HOST,
    port: set.PORT,
    publicUrl: set.SCIM_PUBLIC_URL,
    bodyLimitBytes: set.SCIM_BODY_LIMIT_BYTES,
    answerDeadlineMs: set.SCIM_ANSWER_DEADLINE_SECONDS * 1000,
    drainMs: set.SHUTDOWN_GRACE_SECONDS * 1000,
    logLevel: set.LOG_LEVEL,
  };
  return { process, databaseUrl: set.DATABASE_URL };
}
