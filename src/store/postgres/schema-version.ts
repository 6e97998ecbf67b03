import { StoreError } from '../store-error.ts';
import type { Query } from './database.ts';

/**
 * The oldest schema whose bridges can work with the tables as the last migration leaves them. They may run beside this
 * one while it starts, and start again after it: a rolling update, and the way back. What a migration has to keep to for
 * that, and when this number is raised: docs/decisions/rolling-updates.md.
 */
export const OLDEST_COMPATIBLE = 8;

/** The number of the last migration, 0 in an empty database. */
export async function schemaVersion(query: Query): Promise<number> {
  // The table is asked for first: who may not create tables can run on those that are there.
  const [found] = await query<{ name: string | null }>(`SELECT to_regclass('bridge_schema') AS name`);
  if (!found?.name) {
    await query(
      `CREATE TABLE bridge_schema
         (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now(), oldest integer)`,
    );
  }
  const [last] = await query<{ version: number | null }>('SELECT max(version) AS version FROM bridge_schema');
  return last?.version ?? 0;
}

/** Throws StoreError 'newer' when a newer version of the bridge has changed the database so that `known` is too old. */
export async function refuseNewer(query: Query, known: number): Promise<void> {
  const [last] = await query<{ version: number; oldest: number | null }>(
    'SELECT version, oldest FROM bridge_schema WHERE version > $1 ORDER BY version DESC LIMIT 1',
    [known],
  );
  if (!last || (last.oldest !== null && last.oldest <= known)) return;
  const { version, oldest } = last;
  throw new StoreError(
    'newer',
    `The database was changed by a newer version of the bridge (schema ${version}, for versions that know ` +
      `${oldest ?? version}; this one knows ${known}). Run that version, or restore the backup from before the update.`,
  );
}
