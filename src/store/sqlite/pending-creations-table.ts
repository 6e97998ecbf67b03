import type { DatabaseSync } from 'node:sqlite';
import type { PendingCreation } from '../store.ts';

export function createPendingCreationsTable(database: DatabaseSync) {
  const upsert = database.prepare(
    `INSERT INTO pending_creations (connection, user_name, since) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET since = excluded.since`,
  );
  const select = database.prepare(
    'SELECT since FROM pending_creations WHERE connection = ? AND user_name = ?',
  );
  const remove = database.prepare('DELETE FROM pending_creations WHERE connection = ? AND user_name = ?');

  return {
    begin(connection: string, { userName, since }: PendingCreation): void {
      upsert.run(connection, userName, since);
    },
    get(connection: string, userName: string): PendingCreation | undefined {
      const row = select.get(connection, userName);
      return row && { userName, since: String(row.since) };
    },
    end(connection: string, userName: string): void {
      remove.run(connection, userName);
    },
  };
}
