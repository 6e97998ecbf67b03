import type { StoredUser } from '../store.ts';
import { attributesOf } from '../user-attributes.ts';

const NAMES = [
  ...['id', 'user_name', 'external_id', 'display_name', 'given_name', 'family_name', 'formatted_name'],
  ...['emails', 'active', 'last_modified', 'division_id'],
];

const list = (item: (name: string) => string) => NAMES.map(item).join(', ');

/**
 * The statement that writes what conditions ask of users; triggers take out who is deleted. It names the parameters of
 * the connection and of attributeRows(), and `placed`, a table of these users' seqs by their place in that list.
 */
export function putAttributes(connection: string, placed: string, rows: string): string {
  return `INSERT INTO user_attributes (connection, seq, ${list((name) => name)})
    SELECT ${connection}, placed.seq, ${list((name) => `described.${name}`)}
    FROM ${placed}
    JOIN json_populate_recordset(NULL::user_attributes, ${rows}) WITH ORDINALITY AS described
      ON described.ordinality = placed.place AND described.id IS NOT NULL
    ON CONFLICT (connection, seq) DO UPDATE SET ${list((name) => `${name} = excluded.${name}`)}
    WHERE (${list((name) => `user_attributes.${name}`)}) IS DISTINCT FROM (${list((name) => `excluded.${name}`)})`;
}

/** Of who is deleted nothing, so that each has their place. */
export function attributeRows(users: readonly StoredUser[]): string {
  return JSON.stringify(users.map((user) => (user.deleted === undefined ? attributesOf(user) : {})));
}
