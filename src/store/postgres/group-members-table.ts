import type { GroupMemberStore, WhoseMembers } from '../group-members.ts';
import { inPortions } from '../in-portions.ts';
import { addEntries, entryRows } from './audit-table.ts';
import type { Database, Query } from './database.ts';
import { nextChange } from './next-change.ts';
import { textKey } from './text-key.ts';

type IdRow = { id: string };

const COUNT_CHANGE =
  'UPDATE groups SET members_version = members_version + 1 WHERE connection = $1 AND id = $2';

/** After the number of the change: only then it is known what the change before has left. */
const CHANGE = `WITH added AS (
    INSERT INTO group_members (connection, group_id, user_id, seq, named)
    SELECT $1, $2, user_id, $3, named FROM unnest($4::text[], $5::boolean[]) AS added (user_id, named)
    ON CONFLICT (connection, group_id, user_id) DO UPDATE SET named = group_members.named OR excluded.named
  ),
  removed AS (DELETE FROM group_members WHERE connection = $1 AND group_id = $2 AND user_id = ANY ($6)),
  due AS (
    INSERT INTO due_members (connection, group_id, user_id, seq)
    SELECT $1, $2, user_id, $3 FROM unnest($7::text[]) AS due (user_id)
    ON CONFLICT (connection, group_id, user_id) DO UPDATE SET seq = excluded.seq
  ),
  audited AS (${addEntries('$1', '$8')})
  ${COUNT_CHANGE}`;

/** The table group_members, and the entries of due_members that its changes make. */
export function createGroupMembers({ query, transaction }: Database, connection: string): GroupMemberStore {
  const isMeant = (whose: WhoseMembers) => (whose === 'named' ? 'AND named' : '');

  /** `user`: the connection's name and the user's key. */
  async function removeRows(query: Query, user: readonly string[]): Promise<void> {
    await query(
      `UPDATE groups SET members_version = members_version + 1 WHERE connection = $1
         AND id IN (SELECT group_id FROM group_members WHERE connection = $1 AND user_id = $2)`,
      user,
    );
    await query('DELETE FROM group_members WHERE connection = $1 AND user_id = $2', user);
  }

  return {
    async ofUsers(userIds) {
      const rows = await query<{ user_id: string; groups: string[] }>(
        `SELECT user_id, array_agg(group_id ORDER BY seq, group_id) AS groups FROM group_members
         WHERE connection = $1 AND user_id = ANY ($2) GROUP BY user_id`,
        [connection, userIds.map(textKey)],
      );
      return new Map(rows.map(({ user_id: userId, groups }) => [userId, groups]));
    },
    async among(groupId, userIds, whose) {
      const rows = await query<IdRow>(
        `SELECT user_id AS id FROM group_members
         WHERE connection = $1 AND group_id = $2 AND user_id = ANY ($3) ${isMeant(whose)}`,
        [connection, textKey(groupId), userIds.map(textKey)],
      );
      return rows.map(({ id }) => id);
    },
    rows: (groupId, whose) =>
      inPortions({ seq: 0, id: '' }, async (after, size) => {
        const rows = await query<IdRow & { seq: string }>(
          `SELECT user_id AS id, seq FROM group_members
           WHERE connection = $1 AND group_id = $2 AND (seq, user_id) > ($3, $4) ${isMeant(whose)}
           ORDER BY seq, user_id LIMIT $5`,
          [connection, textKey(groupId), after.seq, after.id, size],
        );
        return rows.map(({ id, seq }) => ({ value: id, next: { seq: Number(seq), id } }));
      }),
    change: ({ groupId, named, seen, remove, due }, entries = []) =>
      transaction(async (query) => {
        const seq = await nextChange(query, connection);
        const group = [connection, textKey(groupId)];
        const isNamed = new Map([...seen.map(notNamed), ...named.map(asNamed)]);
        const members = [[...isNamed.keys()], [...isNamed.values()], remove.map(textKey)];
        const dueIds = [...new Set(due.map(textKey))];
        await query(CHANGE, [...group, seq, ...members, dueIds, entryRows(entries)]);
      }),
    async version(groupId) {
      const [row] = await query<{ members_version: string }>(
        `SELECT members_version FROM groups WHERE connection = $1 AND id = $2
           AND NOT EXISTS (SELECT FROM due_members WHERE connection = $1 AND group_id = $2)`,
        [connection, textKey(groupId)],
      );
      return row && Number(row.members_version);
    },
    leaveAll: (userId) =>
      transaction(async (query) => {
        const user = [connection, textKey(userId)];
        const seq = await nextChange(query, connection);
        await query(
          `INSERT INTO due_members (connection, group_id, user_id, seq)
           SELECT connection, group_id, user_id, $3 FROM group_members
           WHERE connection = $1 AND user_id = $2 AND named
           ON CONFLICT (connection, group_id, user_id) DO UPDATE SET seq = excluded.seq`,
          [...user, seq],
        );
        await removeRows(query, user);
      }),
    removeUser: (userId) =>
      transaction(async (query) => {
        const user = [connection, textKey(userId)];
        await nextChange(query, connection);
        await removeRows(query, user);
        await query('DELETE FROM due_members WHERE connection = $1 AND user_id = $2', user);
      }),
    removeGroup: (groupId) =>
      transaction(async (query) => {
        const group = [connection, textKey(groupId)];
        await nextChange(query, connection);
        await query('DELETE FROM group_members WHERE connection = $1 AND group_id = $2', group);
        await query('DELETE FROM due_members WHERE connection = $1 AND group_id = $2', group);
        await query(COUNT_CHANGE, group);
      }),
  };
}

function asNamed(userId: string): [key: string, isNamed: boolean] {
  return [textKey(userId), true];
}

function notNamed(userId: string): [key: string, isNamed: boolean] {
  return [textKey(userId), false];
}
