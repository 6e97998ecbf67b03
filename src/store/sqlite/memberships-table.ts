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
  // One user at a time: most requests are about one, and a join with a JSON list costs three times as much for that.
  const ofUser = database.prepare(
    'SELECT group_id, seq FROM memberships WHERE connection = ? AND user_id = ? ORDER BY seq',
  );
  const isDue = database.prepare('SELECT 1 FROM due_moves WHERE connection = ? AND user_id = ?');
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
      for (const userId of userIds) {
        const rows = ofUser.all(connection, userId);
        const known = rows.map((row) => ({ groupId: String(row.group_id), userId, seq: Number(row.seq) }));
        if (known.length > 0 || isDue.get(connection, userId)) found.set(userId, known);
      }
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
