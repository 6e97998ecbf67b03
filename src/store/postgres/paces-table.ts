import type { SharedText } from '../store.ts';
import type { Database } from './database.ts';

/**
 * Changed by comparing versions: whoever stalls between reading and writing has to begin again, and keeps nobody
 * waiting, as the holder of a row lock would.
 */
export function createPaces({ query }: Database, connection: string): (name: string) => SharedText {
  return (name) => ({
    async update(change) {
      for (let isWritten = false; !isWritten; ) {
        const [row] = await query<PaceRow>(
          `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now, kept, version
           FROM (VALUES (true)) AS one LEFT JOIN paces ON connection = $1 AND name = $2`,
          [connection, name],
        );
        const after = change(row?.kept ?? undefined, row?.now ?? 0);
        const written = await query(
          `INSERT INTO paces AS pace (connection, name, kept, version) VALUES ($1, $2, $3, 1)
           ON CONFLICT (connection, name) DO UPDATE SET kept = excluded.kept, version = pace.version + 1
           WHERE pace.version = $4 RETURNING version`,
          [connection, name, after, row?.version ?? '0'],
        );
        isWritten = written.length > 0;
      }
    },
  });
}

type PaceRow = {
  now: number;
  kept: string | null;
  /** A bigint, which pg gives as text. */
  version: string | null;
};
