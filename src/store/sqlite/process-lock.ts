import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';
import { isBusy } from './sqlite-error.ts';

/**
 * Keeps a second process away from a database, and returns what lets it in again.
 *
 * The lock is an exclusive transaction on an empty database beside it: a lock of the operating system, so it
 * ends with the process however that ends. The database itself stays unlocked (unlike with
 * `locking_mode=EXCLUSIVE`), so `sqlite3 FILE .backup` works while the bridge runs. The file is left behind:
 * removing it would let a third process lock a new file of that name while a second one holds the old.
 */
export function takeProcessLock(databasePath: string): () => void {
  // No waiting: the holder keeps it for as long as it lives.
  const lock = new DatabaseSync(`${databasePath}.lock`, { timeout: 0 });
  try {
    // Journal in memory, or a file of it would lie about while the transaction is open. The write, never
    // committed, makes sure: on a file that may only be read SQLite would content itself with a shared lock.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; PRAGMA user_version = 1');
    return () => lock.close();
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new StoreError(
      'locked',
      `Another process uses the database ${databasePath}. One SQLite file serves one bridge: ` +
        'stop the other one, or give this one a DATABASE_URL of its own.',
      { cause: error },
    );
  }
}
