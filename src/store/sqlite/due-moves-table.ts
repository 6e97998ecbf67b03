import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { DueMove } from '../memberships.ts';

/** Moves that are due; changes of the ledger make them (memberships-table.ts). */
export function createDueMovesTable(database: DatabaseSync) {
  const byUser = database.prepare('SELECT * FROM due_moves WHERE connection = ? AND user_id = ?');
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
  const division = row.from_division === null ? null : String(row.from_division);
  return {
    userId: String(row.user_id),
    from: row.from_ledger === 1 ? division : undefined,
    seq: Number(row.seq),
  };
}
