import type { DatabaseSync } from 'node:sqlite';
import type { StoredUser } from '../store.ts';
import { attributesOf, type UserAttributes } from '../user-attributes.ts';

const NAMES = [
  ...['id', 'user_name', 'external_id', 'display_name', 'given_name', 'family_name', 'formatted_name'],
  ...['emails', 'active', 'division_id'],
] as const satisfies readonly (keyof UserAttributes)[];

const list = (item: (name: string) => string) => NAMES.map(item).join(', ');

/** The table user_attributes. Triggers take out who was deleted or removed. */
export function createUserAttributesTable(database: DatabaseSync) {
  // An index entry is written again for every column that a statement sets, changed or not; most writes change no name.
  const touch = database.prepare(
    `UPDATE user_attributes SET last_modified = :last_modified
     WHERE connection = :connection AND seq = :seq
       AND (${list((name) => name)}) IS (${list((name) => `:${name}`)})`,
  );
  const upsert = database.prepare(
    `INSERT INTO user_attributes (connection, seq, last_modified, ${list((name) => name)})
     VALUES (:connection, :seq, :last_modified, ${list((name) => `:${name}`)})
     ON CONFLICT DO UPDATE SET last_modified = excluded.last_modified,
       ${list((name) => `${name} = excluded.${name}`)}`,
  );

  return {
    put(connection: string, seq: number, user: StoredUser): void {
      const attributes = attributesOf(user);
      const active = attributes.active === null ? null : Number(attributes.active);
      const row = { ...attributes, active, connection, seq };
      if (touch.run(row).changes === 0) upsert.run(row);
    },
  };
}
