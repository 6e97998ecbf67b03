import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';
import { inTransaction } from './in-transaction.ts';

/**
 * Brings the database to the last of `migrations`, in one transaction: all of the missing ones, or none. The
 * version is in the file itself (`PRAGMA user_version`). Throws StoreError `newer` when it is ahead of them.
 */
export function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  inTransaction(database, () => {
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (version > migrations.length) {
      throw new StoreError(
        'newer',
        `The database was changed by a newer version of the bridge (schema ${version}; this one knows ` +
          `${migrations.length}). Run that version, or restore the backup from before the update.`,
      );
    }
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}
