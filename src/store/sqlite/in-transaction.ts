import type { DatabaseSync } from 'node:sqlite';

/**
 * Runs `work` in one write transaction: all of it, or nothing when anything in it throws. Within one that is open already
 * it is a part of that one.
 */
export function inTransaction(database: DatabaseSync, work: () => void): void {
  if (database.isTransaction) {
    work();
    return;
  }
  database.exec('BEGIN EXCLUSIVE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    // SQLite has rolled back by itself after some errors (disk full, I/O), and a second ROLLBACK would throw.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
