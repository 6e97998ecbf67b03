import type { StoredUser } from '../store.ts';
import { attributesOf } from '../user-attributes.ts';
import type { Query } from './database.ts';

const NAMES = [
  ...['id', 'user_name', 'external_id', 'display_name', 'given_name', 'family_name', 'formatted_name'],
  ...['emails', 'active', 'last_modified', 'division_id'],
];

const list = (item: (name: string) => string) => NAMES.map(item).join(', ');

const PUT = `INSERT INTO user_attributes (connection, seq, ${list((name) => name)})
  SELECT $1, seq, ${list((name) => name)} FROM json_populate_recordset(NULL::user_attributes, $2)
  ON CONFLICT (connection, seq) DO UPDATE SET ${list((name) => `${name} = excluded.${name}`)}
  WHERE (${list((name) => `user_attributes.${name}`)}) IS DISTINCT FROM (${list((name) => `excluded.${name}`)})`;

/** `seq` as pg gives a bigint. */
export interface PlacedUser {
  readonly seq: string;
  readonly user: StoredUser;
}

/** Writes what conditions ask of these users, in the transaction that wrote them. Triggers take out who is deleted. */
export async function putAttributes(
  query: Query,
  connection: string,
  placed: readonly PlacedUser[],
): Promise<void> {
  const live = placed.filter(({ user }) => user.deleted === undefined);
  const rows = live.map(({ seq, user }) => ({ seq, ...attributesOf(user) }));
  if (rows.length > 0) await query(PUT, [connection, JSON.stringify(rows)]);
}
