import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { DueMember } from '../group-members.ts';
import { inTransaction } from './in-transaction.ts';

/** Members of whom Qualtrics has yet to hear; changes of members make them (group-members-table.ts). */
export function createDueMembersTable(database: DatabaseSync) {
  const one = database.prepare(
    'SELECT * FROM due_members WHERE connection = ? AND group_id = ? AND user_id = ?',
  );
  const among = database.prepare(
    `SELECT user_id FROM due_members
     WHERE connection = ? AND group_id = ? AND user_id IN (SELECT value FROM json_each(?))`,
  );
  const after = database.prepare(
    `SELECT * FROM due_members WHERE connection = ? AND (group_id, user_id) > (?, ?)
     ORDER BY group_id, user_id LIMIT ?`,
  );
  const count = database.prepare('SELECT count(*) AS due FROM due_members WHERE connection = ?');
  const remove = database.prepare(
    'DELETE FROM due_members WHERE connection = ? AND group_id = ? AND user_id = ? AND seq = ?',
  );
  const countDone = database.prepare(
    'UPDATE groups SET members_version = members_version + 1 WHERE connection = ? AND id = ?',
  );

  return {
    get(connection: string, groupId: string, userId: string): DueMember | undefined {
      const row = one.get(connection, groupId, userId);
      return row && toDueMember(row);
    },
    among: (connection: string, groupId: string, userIds: readonly string[]) =>
      among.all(connection, groupId, JSON.stringify(userIds)).map((row) => String(row.user_id)),
    portion: (connection: string, { groupId, userId }: Pick<DueMember, 'groupId' | 'userId'>, size: number) =>
      after
        .all(connection, groupId, userId, size)
        .map(toDueMember)
        .map((value) => ({ value, next: { groupId: value.groupId, userId: value.userId } })),
    count: (connection: string) => Number(count.get(connection)?.due),
    done(connection: string, { groupId, userId, seq }: DueMember): void {
      inTransaction(database, () => {
        remove.run(connection, groupId, userId, seq);
        countDone.run(connection, groupId);
      });
    },
  };
}

function toDueMember(row: Record<string, SQLOutputValue>): DueMember {
  return { groupId: String(row.group_id), userId: String(row.user_id), seq: Number(row.seq) };
}
