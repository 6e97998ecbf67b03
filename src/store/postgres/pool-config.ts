import type { PoolConfig } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { StoreError } from '../store-error.ts';

const CONNECT_MS = 5000;

/**
 * What DATABASE_URL says, over what holds unless it says otherwise: `max` and the like may stand in its query, and
 * `schema`, our own word for the schema of the tables. Files that it names (sslrootcert) are read here, once. Throws
 * StoreError.
 */
export function poolConfig(databaseUrl: string): PoolConfig {
  try {
    const { options, ...said } = parseIntoClientConfig(databaseUrl);
    const schema = schemaOf(databaseUrl);
    const searchPath = schema === undefined ? [] : [`-c search_path="${schema}"`];
    return {
      max: 10,
      // To a new connection, or to one that others have.
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      fallback_application_name: 'qualtrics-scim-bridge',
      ...said,
      options: [...(options ? [options] : []), ...searchPath].join(' '),
    };
  } catch (error) {
    // The error of an invalid URL has the URL in it: not even as a cause.
    const file = error instanceof Error && 'path' in error ? ` The file ${error.path} cannot be read.` : '';
    throw new StoreError(
      'configuration',
      `DATABASE_URL must be postgres://USER:PASSWORD@HOST:PORT/DATABASE.${file}`,
    );
  }
}

/** Undefined: the one that the server has for the user, `public` as a rule. Checked for its form by src/config. */
export function schemaOf(databaseUrl: string): string | undefined {
  return new URL(databaseUrl).searchParams.getAll('schema').at(-1);
}

/**
 * For everything but migrations, which take the time they need. The server gives up first, then tells why; the own
 * deadline is for a server that has gone silent. A process that has frozen in the middle of a transaction must not keep
 * its locks.
 */
export const TIMEOUTS = {
  statement_timeout: 10_000,
  query_timeout: 12_000,
  idle_in_transaction_session_timeout: 10_000,
} satisfies PoolConfig;
