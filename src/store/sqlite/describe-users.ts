import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './in-transaction.ts';
import { createUserAttributesTable } from './user-attributes-table.ts';
import { toStoredUser, type UserRow } from './user-row.ts';

const PORTION = 500;

/**
 * Reads off the documents what user_attributes has of the users that a migration has listed: text is folded here and not in
 * SQL. A portion is a transaction, so a start that is killed amid it goes on where it was.
 */
export function describeUsers(database: DatabaseSync): void {
  const listed = database.prepare(
    `SELECT users.*, listed.seq AS listed FROM users_to_describe AS listed LEFT JOIN users ON users.seq = listed.seq
     ORDER BY listed.seq LIMIT ${PORTION}`,
  );
  const done = database.prepare('DELETE FROM users_to_describe WHERE seq <= ?');
  const attributes = createUserAttributesTable(database);
  for (;;) {
    const rows = listed.all() as (UserRow & { connection: string; listed: number })[];
    const last = rows.at(-1);
    if (!last) return;
    inTransaction(database, () => {
      for (const row of rows) {
        if (row.seq !== null && row.deleted === null)
          attributes.put(row.connection, row.seq, toStoredUser(row));
      }
      done.run(last.listed);
    });
  }
}
