import type { ConnectionStore } from '../store.ts';
import type { Database } from './database.ts';
import { textKey } from './text-key.ts';

export function createPendingCreations(
  { query }: Database,
  connection: string,
): ConnectionStore['pendingCreations'] {
  return {
    async begin({ userName, since }) {
      await query(
        `INSERT INTO pending_creations (connection, user_name, since) VALUES ($1, $2, $3)
         ON CONFLICT (connection, user_name) DO UPDATE SET since = excluded.since`,
        [connection, textKey(userName), since],
      );
    },
    async get(userName) {
      const [row] = await query<{ since: string }>(
        'SELECT since FROM pending_creations WHERE connection = $1 AND user_name = $2',
        [connection, textKey(userName)],
      );
      return row && { userName, since: row.since };
    },
    async end(userName) {
      await query('DELETE FROM pending_creations WHERE connection = $1 AND user_name = $2', [
        connection,
        textKey(userName),
      ]);
    },
  };
}
