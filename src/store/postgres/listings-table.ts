import type { Listing, ListingStore } from '../listing.ts';
import { unnamed } from '../unnamed.ts';
import type { Database } from './database.ts';
import { textKey } from './text-key.ts';
import { usersBy } from './users-by.ts';

/** A migration: see migrations.ts. */
export const LISTINGS_SCHEMA = `
-- The last listing of Qualtrics' users, as JSON, and which listing named a user last. Apart from users, whose rows
-- are large: each listing writes all of these, within their pages.
CREATE TABLE listings (
  connection text COLLATE "C" PRIMARY KEY,
  content text NOT NULL
);
CREATE TABLE named_users (
  connection text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  number bigint NOT NULL,
  PRIMARY KEY (connection, seq),
  FOREIGN KEY (connection, seq) REFERENCES users (connection, seq) ON DELETE CASCADE
) WITH (fillfactor = 50);
`;

/** One after the other, so that two writers do not wait for each other's rows. */
const NAME = `INSERT INTO named_users (connection, seq, number)
  SELECT connection, seq, $3 FROM ${usersBy('id = ANY ($2)')} WHERE connection = $1 ORDER BY seq
  ON CONFLICT (connection, seq) DO UPDATE SET number = excluded.number`;

const AFTER = `SELECT seq, id,
    (SELECT number FROM named_users WHERE connection = users.connection AND seq = users.seq) AS number
  FROM users WHERE connection = $1 AND seq > $2 ORDER BY seq LIMIT $3`;

/** The tables listings and named_users. */
export function createListings({ query, transaction }: Database, connection: string): ListingStore {
  return {
    async get() {
      const [row] = await query<{ content: string }>('SELECT content FROM listings WHERE connection = $1', [
        connection,
      ]);
      return row && (JSON.parse(row.content) as Listing);
    },
    put: (listing, named) =>
      transaction(async (query) => {
        await query(
          `INSERT INTO listings (connection, content) VALUES ($1, $2)
           ON CONFLICT (connection) DO UPDATE SET content = excluded.content`,
          [connection, JSON.stringify(listing)],
        );
        await query(NAME, [connection, named.map(textKey), listing.number]);
      }),
    unnamed: (number) =>
      unnamed(number, 0, async (from, size) => {
        type Row = { seq: string; id: string; number: string | null };
        const rows = await query<Row>(AFTER, [connection, from, size]);
        return rows.map(({ seq, id, number: last }) => ({
          value: { id, number: last === null ? undefined : Number(last) },
          next: Number(seq),
        }));
      }),
  };
}
