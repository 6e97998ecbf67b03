import { inPortions } from '../in-portions.ts';
import type { DueMove, DueMoveStore, LedgerChange } from '../memberships.ts';
import type { Database } from './database.ts';
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
  };
}

/**
 * The statement that enters the moves that a change of the ledger makes due, in its transaction; it names the parameters
 * of the connection, of the change's number and of dueMoves(). It waits for a worker that is about to remove one that is done.
 */
export function addDueMoves(connection: string, seq: string, userIds: string, froms: string): string {
  return `INSERT INTO due_moves (connection, user_id, from_divisions, since, seq)
    SELECT ${connection}, user_id, from_divisions, ${seq}, ${seq}
    FROM unnest(${userIds}::text[], ${froms}::text[]) AS due (user_id, from_divisions)
    ON CONFLICT (connection, user_id) DO UPDATE SET seq = excluded.seq, from_divisions = (
      SELECT concat('[', string_agg(DISTINCT value::text, ','), ']') FROM (
        SELECT value FROM json_array_elements(due_moves.from_divisions::json)
        UNION ALL SELECT value FROM json_array_elements(excluded.from_divisions::json)) AS either)`;
}

/** Each user once: their keys, and for each a JSON list of where the ledger may have put them. */
export function dueMoves(due: LedgerChange['due']): [userIds: string[], froms: string[]] {
  const origins = new Map<string, (string | null)[]>();
  for (const { userId, from } of due) {
    const key = textKey(userId);
    origins.set(key, [...new Set([...(origins.get(key) ?? []), ...from])]);
  }
  return [[...origins.keys()], [...origins.values()].map((from) => JSON.stringify(from))];
}

type DueMoveRow = {
  user_id: string;
  from_divisions: string;
  /** Bigints, which pg gives as text. */
  since: string;
  seq: string;
};

function toDueMove(row: DueMoveRow): DueMove {
  return {
    userId: row.user_id,
    from: JSON.parse(row.from_divisions) as (string | null)[],
    since: Number(row.since),
    seq: Number(row.seq),
  };
}
