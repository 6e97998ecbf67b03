import type { DatabaseSync } from 'node:sqlite';
import type { ListedUser, LookUpKey, StoredUser } from '../store.ts';
import { createChangedColumns } from './changed-columns.ts';
import { createUserAttributesTable } from './user-attributes-table.ts';
import { createUserOrder } from './user-order.ts';
import {
  toListedUser,
  toStoredUser,
  toUserRow,
  USER_COLUMNS,
  type UserRow,
  WRITTEN_COLUMNS,
} from './user-row.ts';

/**
 * The tables users, user_attributes, user_emails and user_counts. Triggers keep the last two, and take users out of the
 * second; a put is for a transaction. `live` means not deleted.
 */
export function createUsersTable(database: DatabaseSync) {
  const order = createUserOrder(database);
  const attributes = createUserAttributesTable(database);

  const insert = database.prepare(
    `INSERT INTO users (connection, ${WRITTEN_COLUMNS.join(', ')})
     VALUES (:connection, ${WRITTEN_COLUMNS.map((name) => `:${name}`).join(', ')})`,
  );
  const update = createChangedColumns(database, 'users', WRITTEN_COLUMNS);
  const remove = database.prepare('DELETE FROM users WHERE connection = ? AND id = ?');

  const byId = select('id = ?');
  const lookUps = {
    userName: select('user_name = ? AND deleted IS NULL ORDER BY seq'),
    externalId: select('external_id = ? AND deleted IS NULL ORDER BY seq'),
    email: select(
      `seq IN (SELECT seq FROM user_emails WHERE connection = ?1 AND email = ?2)
       AND deleted IS NULL ORDER BY seq`,
    ),
  };
  const lastDeleted = select('user_name = ? AND deleted IS NOT NULL ORDER BY deleted DESC, seq DESC LIMIT 1');
  const duePurges = select('purge_after <= ? AND deleted IS NOT NULL ORDER BY purge_after, seq');
  const listed = database.prepare(
    `SELECT id, resource FROM users
     WHERE connection = ? AND seq >= ? AND deleted IS NULL ORDER BY seq LIMIT ? OFFSET ?`,
  );
  const live = select('seq >= ? AND deleted IS NULL ORDER BY seq LIMIT ? OFFSET ?');

  function select(condition: string): (connection: string, ...values: (string | number)[]) => UserRow[] {
    const statement = database.prepare(
      `SELECT ${USER_COLUMNS} FROM users WHERE connection = ?1 AND ${condition}`,
    );
    return (connection, ...values) => statement.all(connection, ...values) as UserRow[];
  }

  return {
    get: (connection: string, id: string) => byId(connection, id).map(toStoredUser)[0],
    lookUp: (connection: string, key: LookUpKey, value: string) =>
      lookUps[key](connection, value).map(toStoredUser),
    lookUpDeleted: (connection: string, userName: string) =>
      lastDeleted(connection, userName).map(toStoredUser)[0],
    put(connection: string, user: StoredUser): void {
      const row = toUserRow(user);
      const [before] = byId(connection, user.id);
      const seq = before?.seq ?? Number(insert.run({ connection, ...row }).lastInsertRowid);
      if (before) update(connection, seq, before, row);
      if (user.deleted === undefined) attributes.put(connection, seq, user);
    },
    remove(connection: string, id: string): void {
      remove.run(connection, id);
    },
    count: order.count,
    duePurges: (connection: string, now: string) => duePurges(connection, now).map(toStoredUser),

    page(connection: string, offset: number, limit: number): ListedUser[] {
      const place = order.find(connection, offset);
      if (!place) return [];
      const rows = listed.all(connection, place.seq, limit, place.skip) as Pick<UserRow, 'id' | 'resource'>[];
      return rows.map(toListedUser);
    },

    /** Reads the live users from a seq on; `next` is where to go on after each. */
    reader: (connection: string) => (seq: number, size: number) =>
      live(connection, seq, size, 0).map((row) => ({ value: toStoredUser(row), next: row.seq + 1 })),
  };
}
