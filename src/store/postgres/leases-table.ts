import type { LeaseStore } from '../leases.ts';
import type { Database } from './database.ts';
import { textKey } from './text-key.ts';

type KeyRow = { key: string };
type RenewedRow = KeyRow & { pressed: boolean };

/** Whoever locks rows of several keys does so in their order, so that no two wait for each other. */
const IN_ORDER = `SELECT key FROM leases
  WHERE connection = $1 AND key = ANY ($2) AND holder = $3 ORDER BY key FOR UPDATE`;

/**
 * Leases as rows rather than advisory locks: those end with their session, while a PUT of their holder may be under way;
 * they take a session each for as long as Qualtrics needs; and a pooler hands sessions from one to the other.
 *
 * now() is the start of the statement: `until` is never later than the holder thinks, whatever the statement waits for.
 */
export function createLeases({ query }: Database, connection: string, holder: string): LeaseStore {
  /** With the keys as the caller knows them. */
  async function rowsOf<Row extends KeyRow>(
    text: string,
    keys: readonly string[],
    ...values: unknown[]
  ): Promise<Row[]> {
    if (keys.length === 0) return [];
    const known = new Map(keys.map((key) => [textKey(key), key]));
    const rows = await query<Row>(text, [connection, [...known.keys()], holder, ...values]);
    return rows.map((row) => ({ ...row, key: known.get(row.key) ?? row.key }));
  }

  async function keysOf(text: string, keys: readonly string[], ...values: unknown[]): Promise<string[]> {
    return (await rowsOf(text, keys, ...values)).map(({ key }) => key);
  }

  return {
    take: (keys, ms) =>
      keysOf(
        `INSERT INTO leases (connection, key, holder, until)
         SELECT $1, key, $3, now() + $4 * interval '1 ms'
         FROM unnest($2::text[]) AS key ORDER BY key COLLATE "C"
         ON CONFLICT (connection, key) DO UPDATE SET holder = excluded.holder, until = excluded.until, pressed = false
         WHERE leases.until < now() OR leases.holder = excluded.holder
         RETURNING key`,
        keys,
        ms,
      ),
    async renew(keys, ms) {
      const rows = await rowsOf<RenewedRow>(
        `WITH own AS (${IN_ORDER})
         UPDATE leases SET until = now() + $4 * interval '1 ms' FROM own
         WHERE leases.connection = $1 AND leases.key = own.key RETURNING leases.key, leases.pressed`,
        keys,
        ms,
      );
      return new Map(rows.map(({ key, pressed }) => [key, { isPressed: pressed }]));
    },
    async press(key) {
      await query(
        `UPDATE leases SET pressed = true
         WHERE connection = $1 AND key = $2 AND holder <> $3 AND NOT pressed`,
        [connection, textKey(key), holder],
      );
    },
    async release(keys) {
      await keysOf(
        `WITH own AS (${IN_ORDER})
         DELETE FROM leases USING own WHERE leases.connection = $1 AND leases.key = own.key RETURNING leases.key`,
        keys,
      );
    },
    async sweep() {
      const rows = await query<KeyRow>(
        `WITH ended AS (
           SELECT key FROM leases WHERE connection = $1 AND until < now() ORDER BY key FOR UPDATE SKIP LOCKED
         )
         DELETE FROM leases USING ended WHERE leases.connection = $1 AND leases.key = ended.key
         RETURNING leases.key`,
        [connection],
      );
      return rows.map(({ key }) => key);
    },
  };
}
