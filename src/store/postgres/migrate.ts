import { StoreError } from '../store-error.ts';
import { lockUntilCommit } from './advisory-lock.ts';
import type { Query } from './database.ts';
import { refuseNewer, schemaVersion } from './schema-version.ts';

/**
 * Brings the database to the last of `migrations`, in the transaction of `query`: all of the missing ones, or none. Of
 * several processes that start at once one does it, and the others wait. `oldest`: whose bridges can work with the result.
 * Throws StoreError `newer` when the database is ahead of them, and not for them. `schema`: the one that the tables are to
 * be in, made when it is missing; else the user's usual one.
 */
export async function migrate(
  query: Query,
  migrations: readonly string[],
  oldest: number,
  schema?: string,
): Promise<void> {
  // Also where the user of the database has a limit by default.
  await query('SET LOCAL statement_timeout = 0');
  await lockUntilCommit(query, 'migrations');
  await refuseOtherEncoding(query);
  await refuseOtherIsolation(query);
  if (schema !== undefined) await ensureSchema(query, schema);
  const version = await schemaVersion(query);
  if (version > migrations.length) return await refuseNewer(query, migrations.length);
  for (const [i, migration] of migrations.entries()) {
    if (i < version) continue;
    await query(migration);
    await query('INSERT INTO bridge_schema (version) VALUES ($1)', [i + 1]);
  }
  if (version === migrations.length) return;
  await query('UPDATE bridge_schema SET oldest = $1 WHERE version = $2', [oldest, migrations.length]);
}

/** In another encoding the first name with a letter that it lacks would be an error, one day. */
async function refuseOtherEncoding(query: Query): Promise<void> {
  const [setting] = await query<{ server_encoding: string }>('SHOW server_encoding');
  if (setting?.server_encoding === 'UTF8') return;
  throw new StoreError(
    'configuration',
    `The database is encoded in ${setting?.server_encoding}. Create one with ENCODING 'UTF8' for the bridge.`,
  );
}

/** Statements that are no part of a transaction have the server's usual one, and count on seeing what others have committed. */
async function refuseOtherIsolation(query: Query): Promise<void> {
  const [setting] = await query<{ default_transaction_isolation: string }>(
    'SHOW default_transaction_isolation',
  );
  if (setting?.default_transaction_isolation === 'read committed') return;
  throw new StoreError(
    'configuration',
    `Transactions of the database are ${setting?.default_transaction_isolation} by default. Set default_transaction_isolation ` +
      "to 'read committed' for the user or the database of the bridge.",
  );
}

async function ensureSchema(query: Query, schema: string): Promise<void> {
  const [found] = await query<{ exists: boolean }>(
    'SELECT to_regnamespace(quote_ident($1)) IS NOT NULL AS exists',
    [schema],
  );
  if (!found?.exists) await query(`CREATE SCHEMA "${schema}"`);
  const [state] = await query<{ current: string | null }>('SELECT current_schema() AS current');
  if (state?.current === schema) return;
  // The tables of all connections would end up in one schema.
  throw new StoreError(
    'configuration',
    'A pooler between the bridge and PostgreSQL keeps back the startup parameter "options". Give each connection a ' +
      'database of its own (databaseUrl), or connect without the pooler.',
  );
}
