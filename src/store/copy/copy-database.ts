import { restorePostgres } from '../postgres/restore.ts';
import { withPostgresSnapshot } from '../postgres/snapshot.ts';
import { restoreSqlite } from '../sqlite/restore.ts';
import { withSqliteSnapshot } from '../sqlite/snapshot.ts';
import type { Copy } from './read-copy.ts';
import type { Snapshot } from './write-copy.ts';

const SQLITE = 'sqlite:';

/** Lets `work` read the database as it is at one moment, while bridges use it. Throws StoreError. */
export async function withSnapshot<T>(
  databaseUrl: string,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return databaseUrl.startsWith(SQLITE)
    ? await withSqliteSnapshot(databaseUrl.slice(SQLITE.length), work)
    : await withPostgresSnapshot(databaseUrl, work);
}

/** Puts all of the copy into the database, or nothing. `replace`: whatever was there goes. Throws CopyError or StoreError. */
export async function restore(databaseUrl: string, copy: Copy, replace: boolean): Promise<void> {
  if (databaseUrl.startsWith(SQLITE)) await restoreSqlite(databaseUrl.slice(SQLITE.length), copy, replace);
  else await restorePostgres(databaseUrl, copy, replace);
}
