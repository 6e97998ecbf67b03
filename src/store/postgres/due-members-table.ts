import type { DueMember, DueMemberStore } from '../group-members.ts';
import { inPortions } from '../in-portions.ts';
import type { Database } from './database.ts';
import { nextChange } from './next-change.ts';
import { textKey } from './text-key.ts';

const DONE = `WITH told AS (
    DELETE FROM due_members WHERE connection = $1 AND group_id = $2 AND user_id = $3 AND seq = $4
  )
  UPDATE groups SET members_version = members_version + 1 WHERE connection = $1 AND id = $2`;

/** Members of whom Qualtrics has yet to hear; changes of members make them (group-members-table.ts). */
export function createDueMembers({ query, transaction }: Database, connection: string): DueMemberStore {
  return {
    async get(groupId, userId) {
      const rows = await query<DueMemberRow>(
        'SELECT * FROM due_members WHERE connection = $1 AND group_id = $2 AND user_id = $3',
        [connection, textKey(groupId), textKey(userId)],
      );
      return rows.map(toDueMember)[0];
    },
    async among(groupId, userIds) {
      const rows = await query<{ user_id: string }>(
        'SELECT user_id FROM due_members WHERE connection = $1 AND group_id = $2 AND user_id = ANY ($3)',
        [connection, textKey(groupId), userIds.map(textKey)],
      );
      return rows.map((row) => row.user_id);
    },
    all: () =>
      inPortions({ groupId: '', userId: '' }, async (after, size) => {
        const rows = await query<DueMemberRow>(
          `SELECT * FROM due_members WHERE connection = $1 AND (group_id, user_id) > ($2, $3)
           ORDER BY group_id, user_id LIMIT $4`,
          [connection, after.groupId, after.userId, size],
        );
        return rows
          .map(toDueMember)
          .map((value) => ({ value, next: { groupId: value.groupId, userId: value.userId } }));
      }),
    async count() {
      const [row] = await query<{ due: string }>(
        'SELECT count(*) AS due FROM due_members WHERE connection = $1',
        [connection],
      );
      return Number(row?.due);
    },
    done: ({ groupId, userId, seq }) =>
      transaction(async (query) => {
        // Behind a change that is under way, which may hold the rows of both tables, and lock them in any order.
        await nextChange(query, connection);
        await query(DONE, [connection, textKey(groupId), textKey(userId), seq]);
      }),
  };
}

/** `seq` is a bigint, which pg gives as text. */
type DueMemberRow = { group_id: string; user_id: string; seq: string };

function toDueMember({ group_id: groupId, user_id: userId, seq }: DueMemberRow): DueMember {
  return { groupId, userId, seq: Number(seq) };
}
