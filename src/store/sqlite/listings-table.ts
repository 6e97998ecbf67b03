import type { DatabaseSync } from 'node:sqlite';
import type { Listing } from '../listing.ts';
import { inTransaction } from './in-transaction.ts';

/** A migration: see migrations.ts. */
export const LISTINGS_SCHEMA = `
-- The last listing of Qualtrics' users, as JSON, and which listing named a user last. Apart from users, whose rows
-- are large: each listing writes all of these.
CREATE TABLE listings (
  connection TEXT PRIMARY KEY,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE named_users (
  seq INTEGER PRIMARY KEY REFERENCES users (seq) ON DELETE CASCADE,
  number INTEGER NOT NULL
) STRICT;

ALTER TABLE users ADD COLUMN gone TEXT;
`;

/** The tables listings and named_users. */
export function createListingsTable(database: DatabaseSync) {
  const select = database.prepare('SELECT content FROM listings WHERE connection = ?');
  const upsert = database.prepare(
    `INSERT INTO listings (connection, content) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET content = excluded.content`,
  );
  const name = database.prepare(
    `INSERT INTO named_users (seq, number)
     SELECT seq, ?3 FROM users WHERE connection = ?1 AND id IN (SELECT value FROM json_each(?2))
     ON CONFLICT DO UPDATE SET number = excluded.number`,
  );
  const after = database.prepare(
    `SELECT id, number FROM users LEFT JOIN named_users USING (seq)
     WHERE connection = ? AND id > ? ORDER BY id LIMIT ?`,
  );

  return {
    get(connection: string): Listing | undefined {
      const row = select.get(connection);
      return row && (JSON.parse(String(row.content)) as Listing);
    },
    put(connection: string, listing: Listing, named: readonly string[]): void {
      inTransaction(database, () => {
        upsert.run(connection, JSON.stringify(listing));
        name.run(connection, JSON.stringify(named), listing.number);
      });
    },
    /** The users after that id, with the number of the listing that named them last. */
    portion: (connection: string, id: string, size: number) =>
      after.all(connection, id, size).map((row) => {
        const value = { id: String(row.id), number: row.number === null ? undefined : Number(row.number) };
        return { value, next: value.id };
      }),
  };
}
