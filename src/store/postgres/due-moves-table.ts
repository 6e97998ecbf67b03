import { inPortions } from '../in-portions.ts';
import type { DueMove, DueMoveStore, LedgerChange } from '../memberships.ts';
import type { Database, Query } from './database.ts';
import { textKey } from './text-key.ts';

/** Moves that are due; changes of the ledger make them (memberships-table.ts). */
export function createDueMoves({ query }: Database, connection: string): DueMoveStore {
  return {
    async get(userId) {
      const rows = await query<DueMoveRow>('SELECT * FROM due_moves WHERE connection = $1 AND user_id = $2', [
        connection,
        textKey(userId),
      ]);
      return rows.map(toDueMove)[0];
    },
    async among(userIds) {
      const rows = await query<{ user_id: string }>(
        'SELECT user_id FROM due_moves WHERE connection = $1 AND user_id = ANY ($2)',
        [connection, userIds.map(textKey)],
      );
      return rows.map((row) => row.user_id);
    },
    all: () =>
      inPortions('', async (after, size) => {
        const rows = await query<DueMoveRow>(
          'SELECT * FROM due_moves WHERE connection = $1 AND user_id > $2 ORDER BY user_id LIMIT $3',
          [connection, after, size],
        );
        return rows.map((row) => ({ value: toDueMove(row), next: row.user_id }));
      }),
    async count() {
      const [row] = await query<{ due: string }>(
        'SELECT count(*) AS due FROM due_moves WHERE connection = $1',
        [connection],
      );
      return Number(row?.due);
    },
    async done({ userId, seq }) {
      await query('DELETE FROM due_moves WHERE connection = $1 AND user_id = $2 AND seq = $3', [
        connection,
        textKey(userId),
        seq,
      ]);
    },
  };
}

/** Enters the moves that the ledger's change `seq` makes due, in its transaction. */
export async function makeDue(
  query: Query,
  connection: string,
  due: LedgerChange['due'],
  seq: number,
): Promise<void> {
  const userIds = due.map(({ userId }) => textKey(userId));
  // Locked, because a worker may be about to remove one that is done.
  const known = await query<Pick<DueMoveRow, 'user_id' | 'from_divisions'>>(
    'SELECT user_id, from_divisions FROM due_moves WHERE connection = $1 AND user_id = ANY ($2) FOR UPDATE',
    [connection, userIds],
  );
  const origins = new Map(known.map((row) => [row.user_id, originsOf(row)]));
  for (const { userId, from } of due) {
    const key = textKey(userId);
    origins.set(key, [...new Set([...(origins.get(key) ?? []), ...from])]);
  }
  await query(
    `INSERT INTO due_moves (connection, user_id, from_divisions, since, seq)
     SELECT $1, user_id, from_divisions, $2, $2 FROM unnest($3::text[], $4::text[]) AS due (user_id, from_divisions)
     ON CONFLICT (connection, user_id) DO UPDATE SET
       from_divisions = excluded.from_divisions, seq = excluded.seq`,
    [connection, seq, [...origins.keys()], [...origins.values()].map((from) => JSON.stringify(from))],
  );
}

type DueMoveRow = {
  user_id: string;
  from_divisions: string;
  /** Bigints, which pg gives as text. */
  since: string;
  seq: string;
};

function originsOf({ from_divisions }: Pick<DueMoveRow, 'from_divisions'>): (string | null)[] {
  return JSON.parse(from_divisions) as (string | null)[];
}

function toDueMove(row: DueMoveRow): DueMove {
  return { userId: row.user_id, from: originsOf(row), since: Number(row.since), seq: Number(row.seq) };
}
