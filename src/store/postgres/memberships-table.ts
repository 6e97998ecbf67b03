import { inPortions } from '../in-portions.ts';
import type { LedgerChange, Membership, MembershipStore } from '../memberships.ts';
import { addEntries, entryRows } from './audit-table.ts';
import type { Database } from './database.ts';
import { addDueMoves, dueMoves } from './due-moves-table.ts';
import { nextChange } from './next-change.ts';
import { textKey } from './text-key.ts';
import { usersBy } from './users-by.ts';

type IdRow = { id: string };

/** Who is asked for by Qualtrics' word alone: not in the ledger, and not on the way out of it. */
const SEEN_IN = `SELECT id, seq FROM users
  WHERE connection = $1 AND division_id = $2 AND division_id IS NOT NULL AND live AND seq >= $3
    AND NOT EXISTS (SELECT FROM memberships WHERE connection = $1 AND user_id = users.id)
    AND NOT EXISTS (SELECT FROM due_moves WHERE connection = $1 AND user_id = users.id)
  ORDER BY seq LIMIT $4`;

const USERS_AMONG = `SELECT id FROM ${usersBy('id = ANY ($2)')} WHERE connection = $1 AND live`;

/** Steps from one division to the next in the index; DISTINCT would read every user. */
const DIVISION_IDS = `WITH RECURSIVE divisions AS (
    SELECT min(division_id) AS id FROM users
    WHERE connection = $1 AND division_id IS NOT NULL AND live
    UNION ALL
    SELECT (SELECT min(division_id) FROM users
      WHERE connection = $1 AND division_id > divisions.id AND division_id IS NOT NULL AND live)
    FROM divisions WHERE id IS NOT NULL
  )
  SELECT id FROM divisions WHERE id IS NOT NULL`;

/** After the number of the change: only then it is known what the change before has left. */
const CHANGE = `WITH added AS (
    INSERT INTO memberships (connection, group_id, user_id, seq)
    SELECT $1, $2, user_id, $3 FROM unnest($4::text[]) AS added (user_id) ON CONFLICT DO NOTHING
  ),
  removed AS (DELETE FROM memberships WHERE connection = $1 AND group_id = $2 AND user_id = ANY ($5)),
  audited AS (${addEntries('$1', '$8')})
  ${addDueMoves('$1', '$3', '$6', '$7')}`;

const REMOVE_USER = `WITH removed AS (DELETE FROM memberships WHERE connection = $1 AND user_id = $2)
  DELETE FROM due_moves WHERE connection = $1 AND user_id = $2`;

/** The table memberships, and the entries of due_moves that a change makes. */
export function createMemberships({ query, transaction }: Database, connection: string): MembershipStore {
  async function ids(text: string, ...values: unknown[]): Promise<string[]> {
    return (await query<IdRow>(text, [connection, ...values])).map(({ id }) => id);
  }

  return {
    async ofUsers(userIds) {
      if (userIds.length === 0) return new Map();
      // One statement, so that a move which is done meanwhile does not hide a user whose rows are gone.
      const rows = await query<{ user_id: string; group_id: string | null; seq: string }>(
        `SELECT user_id, group_id, seq FROM memberships WHERE connection = $1 AND user_id = ANY ($2)
         UNION ALL SELECT user_id, NULL, 0 FROM due_moves WHERE connection = $1 AND user_id = ANY ($2)
         ORDER BY user_id, seq`,
        [connection, userIds.map(textKey)],
      );
      const found = new Map<string, Membership[]>();
      for (const { user_id: userId, group_id: groupId, seq } of rows) {
        const known = found.get(userId) ?? [];
        found.set(userId, known);
        if (groupId !== null) known.push({ groupId, userId, seq: Number(seq) });
      }
      return found;
    },
    among: (groupId, userIds) =>
      ids(
        'SELECT user_id AS id FROM memberships WHERE connection = $1 AND group_id = $2 AND user_id = ANY ($3)',
        textKey(groupId),
        userIds.map(textKey),
      ),
    rows: (groupId) =>
      inPortions({ seq: 0, id: '' }, async (after, size) => {
        const rows = await query<IdRow & { seq: string }>(
          `SELECT user_id AS id, seq FROM memberships
           WHERE connection = $1 AND group_id = $2 AND (seq, user_id) > ($3, $4) ORDER BY seq, user_id LIMIT $5`,
          [connection, textKey(groupId), after.seq, after.id, size],
        );
        return rows.map(({ id, seq }) => ({ value: id, next: { seq: Number(seq), id } }));
      }),
    seenIn: (divisionId) =>
      inPortions(0, async (from, size) => {
        const rows = await query<IdRow & { seq: string }>(SEEN_IN, [
          connection,
          textKey(divisionId),
          from,
          size,
        ]);
        return rows.map(({ id, seq }) => ({ value: id, next: Number(seq) + 1 }));
      }),
    usersAmong: (userIds) => ids(USERS_AMONG, userIds.map(textKey)),
    divisionIds: () => ids(DIVISION_IDS),

    change: ({ groupId, add, remove, due }: LedgerChange, entries = []) =>
      transaction(async (query) => {
        const seq = await nextChange(query, connection);
        const group = [connection, textKey(groupId), seq, add.map(textKey), remove.map(textKey)];
        await query(CHANGE, [...group, ...dueMoves(due), entryRows(entries)]);
      }),
    removeUser: (userId) =>
      transaction(async (query) => {
        // Behind a change that is under way, which may hold rows of both tables, and lock them in any order.
        await nextChange(query, connection);
        await query(REMOVE_USER, [connection, textKey(userId)]);
      }),
  };
}
