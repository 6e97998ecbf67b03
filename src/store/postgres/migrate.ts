import { StoreError } from '../store-error.ts';
import { lockUntilCommit } from './advisory-lock.ts';
import type { Query } from './database.ts';

/**
 * Brings the database to the last of `migrations`, in the transaction of `query`: all of the missing ones, or none. Of
 * several processes that start at once one does it, and the others wait. Throws StoreError `newer` when the database is
 * ahead of them. `schema`: the one that the tables are to be in, made when it is missing; else the user's usual one.
 */
export async function migrate(query: Query, migrations: readonly string[], schema?: string): Promise<void> {
  // Also where the user of the database has a limit by default.
  await query('SET LOCAL statement_timeout = 0');
  await lockUntilCommit(query, 'migrations');
  await refuseOtherEncoding(query);
  if (schema !== undefined) await ensureSchema(query, schema);
  const version = await versionOf(query);
  if (version > migrations.length) {
    throw new StoreError(
      'newer',
      `The database was changed by a newer version of the bridge (schema ${version}; this one knows ` +
        `${migrations.length}). Run that version, or restore the backup from before the update.`,
    );
  }
  for (const [i, migration] of migrations.entries()) {
    if (i < version) continue;
    await query(migration);
    await query('INSERT INTO bridge_schema (version) VALUES ($1)', [i + 1]);
  }
}

/** The table is asked for first: who may not create tables can run on those that are there. */
async function versionOf(query: Query): Promise<number> {
  const [found] = await query<{ name: string | null }>(`SELECT to_regclass('bridge_schema') AS name`);
  if (!found?.name) {
    await query(
      'CREATE TABLE bridge_schema (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())',
    );
  }
  const [last] = await query<{ version: number | null }>('SELECT max(version) AS version FROM bridge_schema');
  return last?.version ?? 0;
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
