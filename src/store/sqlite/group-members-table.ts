import type { DatabaseSync } from 'node:sqlite';
import type { GroupMemberChange, WhoseMembers } from '../group-members.ts';
import { inTransaction } from './in-transaction.ts';
import { createNextChange } from './next-change.ts';

/** The table group_members, and the entries of due_members that its changes make. */
export function createGroupMembersTable(database: DatabaseSync) {
  const nextChange = createNextChange(database);
  const add = database.prepare(
    `INSERT INTO group_members (connection, group_id, user_id, seq, named)
     SELECT ?1, ?2, value, ?3, ?5 FROM json_each(?4) WHERE true
     ON CONFLICT DO UPDATE SET named = max(named, excluded.named)`,
  );
  const remove = database.prepare(
    `DELETE FROM group_members
     WHERE connection = ? AND group_id = ? AND user_id IN (SELECT value FROM json_each(?))`,
  );
  const makeDue = database.prepare(
    `INSERT INTO due_members (connection, group_id, user_id, seq) SELECT ?, ?, value, ? FROM json_each(?) WHERE true
     ON CONFLICT DO UPDATE SET seq = excluded.seq`,
  );
  const countChange = database.prepare(
    'UPDATE groups SET members_version = members_version + 1 WHERE connection = ? AND id = ?',
  );
  const makeAllDue = database.prepare(
    `INSERT INTO due_members (connection, group_id, user_id, seq)
     SELECT connection, group_id, user_id, ?3 FROM group_members WHERE connection = ?1 AND user_id = ?2 AND named
     ON CONFLICT DO UPDATE SET seq = excluded.seq`,
  );
  const ofUser = database.prepare('SELECT group_id FROM group_members WHERE connection = ? AND user_id = ?');
  const removeRowsOfUser = database.prepare('DELETE FROM group_members WHERE connection = ? AND user_id = ?');
  const removeDueOfUser = database.prepare('DELETE FROM due_members WHERE connection = ? AND user_id = ?');
  const removeRowsOfGroup = database.prepare(
    'DELETE FROM group_members WHERE connection = ? AND group_id = ?',
  );
  const removeDueOfGroup = database.prepare('DELETE FROM due_members WHERE connection = ? AND group_id = ?');
  const ofUsers = database.prepare(
    `SELECT group_id, user_id FROM group_members
     WHERE connection = ? AND user_id IN (SELECT value FROM json_each(?)) ORDER BY user_id, seq, group_id`,
  );
  const among = database.prepare(
    `SELECT user_id FROM group_members
     WHERE connection = ? AND group_id = ? AND user_id IN (SELECT value FROM json_each(?)) AND named >= ?`,
  );
  const rows = database.prepare(
    `SELECT user_id, seq FROM group_members
     WHERE connection = ? AND group_id = ? AND (seq, user_id) > (?, ?) AND named >= ? ORDER BY seq, user_id LIMIT ?`,
  );
  const version = database.prepare(
    `SELECT members_version FROM groups WHERE connection = ?1 AND id = ?2
       AND NOT EXISTS (SELECT 1 FROM due_members WHERE connection = ?1 AND group_id = ?2)`,
  );
  const leastNamed = (whose: WhoseMembers) => (whose === 'named' ? 1 : 0);

  return {
    ofUsers(connection: string, userIds: readonly string[]): Map<string, string[]> {
      const found = new Map<string, string[]>();
      for (const row of ofUsers.all(connection, JSON.stringify(userIds))) {
        const userId = String(row.user_id);
        found.set(userId, [...(found.get(userId) ?? []), String(row.group_id)]);
      }
      return found;
    },
    among: (connection: string, groupId: string, userIds: readonly string[], whose: WhoseMembers) =>
      among
        .all(connection, groupId, JSON.stringify(userIds), leastNamed(whose))
        .map((row) => String(row.user_id)),

    /** The group's rows after that one. */
    portion(
      connection: string,
      groupId: string,
      whose: WhoseMembers,
      after: { seq: number; userId: string },
      size: number,
    ) {
      const found = rows.all(connection, groupId, after.seq, after.userId, leastNamed(whose), size);
      return found.map((row) => {
        const userId = String(row.user_id);
        return { value: userId, next: { seq: Number(row.seq), userId } };
      });
    },

    change(connection: string, { groupId, named, seen, remove: leaving, due }: GroupMemberChange): void {
      inTransaction(database, () => {
        const seq = nextChange(connection);
        add.run(connection, groupId, seq, JSON.stringify(named), 1);
        add.run(connection, groupId, seq, JSON.stringify(seen), 0);
        remove.run(connection, groupId, JSON.stringify(leaving));
        makeDue.run(connection, groupId, seq, JSON.stringify(due));
        countChange.run(connection, groupId);
      });
    },
    version(connection: string, groupId: string): number | undefined {
      const row = version.get(connection, groupId);
      return row && Number(row.members_version);
    },
    leaveAll(connection: string, userId: string): void {
      inTransaction(database, () => {
        makeAllDue.run(connection, userId, nextChange(connection));
        for (const row of ofUser.all(connection, userId)) countChange.run(connection, String(row.group_id));
        removeRowsOfUser.run(connection, userId);
      });
    },
    removeUser(connection: string, userId: string): void {
      inTransaction(database, () => {
        for (const row of ofUser.all(connection, userId)) countChange.run(connection, String(row.group_id));
        removeRowsOfUser.run(connection, userId);
        removeDueOfUser.run(connection, userId);
      });
    },
    removeGroup(connection: string, groupId: string): void {
      inTransaction(database, () => {
        removeRowsOfGroup.run(connection, groupId);
        removeDueOfGroup.run(connection, groupId);
        countChange.run(connection, groupId);
      });
    },
  };
}
