import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { DueMove } from '../memberships.ts';

/** Moves that are due; changes of the ledger make them (memberships-table.ts). */
export function createDueMovesTable(database: DatabaseSync) {
  const byUser = database.prepare('SELECT * FROM due_moves WHERE connection = ? AND user_id = ?');
  const among = database.prepare(
    'SELECT user_id FROM due_moves WHERE connection = ? AND user_id IN (SELECT value FROM json_each(?))',
  );
  const after = database.prepare(
    'SELECT * FROM due_moves WHERE connection = ? AND user_id > ? ORDER BY user_id LIMIT ?',
  );
  const count = database.prepare('SELECT count(*) AS due FROM due_moves WHERE connection = ?');
  const remove = database.prepare('DELETE FROM due_moves WHERE connection = ? AND user_id = ? AND seq = ?');

  return {
    get(connection: string, userId: string): DueMove | undefined {
      const row = byUser.get(connection, userId);
      return row && toDueMove(row);
    },
    among: (connection: string, userIds: readonly string[]) =>
      among.all(connection, JSON.stringify(userIds)).map((row) => String(row.user_id)),
    portion: (connection: string, userId: string, size: number) =>
      after
        .all(connection, userId, size)
        .map((row) => ({ value: toDueMove(row), next: String(row.user_id) })),
    count: (connection: string) => Number(count.get(connection)?.due),
    done(connection: string, { userId, seq }: DueMove): void {
      remove.run(connection, userId, seq);
    },
  };
}

function toDueMove(row: Record<string, SQLOutputValue>): DueMove {
  return {
    userId: String(row.user_id),
    from: JSON.parse(String(row.from_divisions)) as (string | null)[],
    since: Number(row.since),
    seq: Number(row.seq),
  };
}
