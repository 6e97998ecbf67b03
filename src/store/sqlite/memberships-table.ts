import type { DatabaseSync } from 'node:sqlite';
import type { LedgerChange, Membership } from '../memberships.ts';
import { inTransaction } from './in-transaction.ts';
import { createNextChange } from './next-change.ts';

/** The table memberships, and the entries of due_moves that a change makes. */
export function createMembershipsTable(database: DatabaseSync) {
  const nextChange = createNextChange(database);
  const add = database.prepare(
    `INSERT INTO memberships (connection, group_id, user_id, seq) SELECT ?, ?, value, ? FROM json_each(?) WHERE true
     ON CONFLICT DO NOTHING`,
  );
  const remove = database.prepare(
    `DELETE FROM memberships
     WHERE connection = ? AND group_id = ? AND user_id IN (SELECT value FROM json_each(?))`,
  );
  const makeDue = database.prepare(
    `INSERT INTO due_moves (connection, user_id, from_divisions, since, seq) VALUES (?1, ?2, ?3, ?4, ?4)
     ON CONFLICT DO UPDATE SET seq = excluded.seq, from_divisions = (
       SELECT json_group_array(value) FROM (
         SELECT value FROM json_each(due_moves.from_divisions)
         UNION SELECT value FROM json_each(excluded.from_divisions)))`,
  );
  const removeUser = database.prepare('DELETE FROM memberships WHERE connection = ? AND user_id = ?');
  const removeDue = database.prepare('DELETE FROM due_moves WHERE connection = ? AND user_id = ?');
  // Sorting them all would take as long as finding them.
  const ofUsers = database.prepare(
    `SELECT user_id, group_id, seq FROM json_each(?2) AS asked
     CROSS JOIN memberships ON connection = ?1 AND user_id = asked.value
     UNION ALL SELECT user_id, NULL, 0 FROM json_each(?2) AS asked
     CROSS JOIN due_moves ON connection = ?1 AND user_id = asked.value`,
  );
  const among = database.prepare(
    `SELECT user_id FROM memberships
     WHERE connection = ? AND group_id = ? AND user_id IN (SELECT value FROM json_each(?))`,
  );
  const rows = database.prepare(
    `SELECT user_id, seq FROM memberships WHERE connection = ? AND group_id = ? AND (seq, user_id) > (?, ?)
     ORDER BY seq, user_id LIMIT ?`,
  );
  // Whoever the ledger knows is read too and left out later: of a group of 50,000 all may be, and no read may take long.
  const seenIn = database.prepare(
    `SELECT id, seq, EXISTS (SELECT 1 FROM memberships WHERE connection = ?1 AND user_id = users.id)
       OR EXISTS (SELECT 1 FROM due_moves WHERE connection = ?1 AND user_id = users.id) AS known
     FROM users
     WHERE connection = ?1 AND division_id = ?2 AND division_id IS NOT NULL AND deleted IS NULL AND seq >= ?3
     ORDER BY seq LIMIT ?4`,
  );
  const usersAmong = database.prepare(
    `SELECT id FROM users
     WHERE connection = ? AND id IN (SELECT value FROM json_each(?)) AND deleted IS NULL`,
  );
  const divisionIds = database.prepare(
    `SELECT DISTINCT division_id FROM users
     WHERE connection = ? AND division_id IS NOT NULL AND deleted IS NULL`,
  );

  return {
    ofUsers(connection: string, userIds: readonly string[]): Map<string, Membership[]> {
      const found = new Map<string, Membership[]>();
      for (const row of ofUsers.all(connection, JSON.stringify([...new Set(userIds)]))) {
        const userId = String(row.user_id);
        const known = found.get(userId) ?? [];
        found.set(userId, known);
        if (row.group_id !== null)
          known.push({ groupId: String(row.group_id), userId, seq: Number(row.seq) });
      }
      for (const known of found.values()) known.sort((a, b) => a.seq - b.seq);
      return found;
    },
    among: (connection: string, groupId: string, userIds: readonly string[]) =>
      among.all(connection, groupId, JSON.stringify(userIds)).map((row) => String(row.user_id)),

    /** The group's rows after that one. */
    portion: (connection: string, groupId: string, after: { seq: number; userId: string }, size: number) =>
      rows.all(connection, groupId, after.seq, after.userId, size).map((row) => {
        const userId = String(row.user_id);
        return { value: userId, next: { seq: Number(row.seq), userId } };
      }),
    /** The users of the division, from that `seq` of theirs on; undefined for whom the ledger knows. */
    portionSeenIn: (connection: string, divisionId: string, seq: number, size: number) =>
      seenIn
        .all(connection, divisionId, seq, size)
        .map((row) => ({ value: row.known ? undefined : String(row.id), next: Number(row.seq) + 1 })),
    usersAmong: (connection: string, userIds: readonly string[]) =>
      usersAmong.all(connection, JSON.stringify(userIds)).map((row) => String(row.id)),
    divisionIds: (connection: string) => divisionIds.all(connection).map((row) => String(row.division_id)),

    change(connection: string, change: LedgerChange): void {
      inTransaction(database, () => {
        const seq = nextChange(connection);
        add.run(connection, change.groupId, seq, JSON.stringify(change.add));
        remove.run(connection, change.groupId, JSON.stringify(change.remove));
        for (const { userId, from } of change.due) {
          makeDue.run(connection, userId, JSON.stringify(from), seq);
        }
      });
    },
    removeUser(connection: string, userId: string): void {
      inTransaction(database, () => {
        removeUser.run(connection, userId);
        removeDue.run(connection, userId);
      });
    },
  };
}
