import type { DatabaseSync } from 'node:sqlite';
import type { StoredUser } from '../store.ts';
import { attributesOf, type UserAttributes } from '../user-attributes.ts';
import { createChangedColumns } from './changed-columns.ts';

const COLUMNS = [
  ...['id', 'user_name', 'external_id', 'display_name', 'given_name', 'family_name', 'formatted_name'],
  ...['emails', 'active', 'last_modified', 'division_id'],
] as const satisfies readonly (keyof UserAttributes)[];

/** The table user_attributes. Triggers take out who was deleted or removed. */
export function createUserAttributesTable(database: DatabaseSync) {
  const read = database.prepare(
    `SELECT ${COLUMNS.join(', ')} FROM user_attributes WHERE connection = ? AND seq = ?`,
  );
  const insert = database.prepare(
    `INSERT INTO user_attributes (connection, seq, ${COLUMNS.join(', ')})
     VALUES (:connection, :seq, ${COLUMNS.map((name) => `:${name}`).join(', ')})`,
  );
  const update = createChangedColumns(database, 'user_attributes', COLUMNS);

  return {
    put(connection: string, seq: number, user: StoredUser): void {
      const attributes = attributesOf(user);
      const active = attributes.active === null ? null : Number(attributes.active);
      const row = { ...attributes, active };
      const before = read.get(connection, seq);
      if (before) update(connection, seq, before, row);
      else insert.run({ ...row, connection, seq });
    },
  };
}
