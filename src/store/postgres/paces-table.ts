import { performance } from 'node:perf_hooks';
import type { SharedText } from '../store.ts';
import type { Database } from './database.ts';

/** What this process saw of a pace last. */
interface Seen {
  readonly kept: string | undefined;
  /** A bigint, which pg gives as text; '0' of none. */
  readonly version: string;
  /** What the database's clock shows more than this process' own, in ms. */
  readonly aheadMs: number;
  readonly isWritten: boolean;
  /** The answer came soon enough to tell the time by it later on. */
  readonly isTimely: boolean;
}

/** A clock that seems to be set back by more than a few seconds shortens pauses (qualtrics/shared-pace.ts). */
const TIMELY_MS = 1_000;

/** Writes $3 over version $4, if that is the one; tells the version that this made, or what is there. */
const EXCHANGE = `WITH written AS (
    INSERT INTO paces AS pace (connection, name, kept, version)
    SELECT $1, $2, $3, 1 WHERE $4::bigint IS NOT NULL
    ON CONFLICT (connection, name) DO UPDATE SET kept = excluded.kept, version = pace.version + 1
    WHERE pace.version = $4 RETURNING version
  )
  SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now, kept, paces.version, written.version AS written
  FROM (VALUES (true)) AS one LEFT JOIN written ON true LEFT JOIN paces ON connection = $1 AND name = $2`;

/**
 * Changed by comparing versions: whoever stalls between reading and writing has to begin again, and keeps nobody
 * waiting, as the holder of a row lock would. One statement a change, as long as no other process makes one.
 */
export function createPaces({ query }: Database, connection: string): (name: string) => SharedText {
  return (name) => {
    let last: Seen | undefined;

    async function exchange(after: string | null, version: string | null): Promise<Seen> {
      const asked = performance.now();
      const [row] = await query<PaceRow>(EXCHANGE, [connection, name, after, version]);
      const answered = performance.now();
      const isWritten = typeof row?.written === 'string';
      return {
        kept: (isWritten ? after : row?.kept) ?? undefined,
        version: row?.written ?? row?.version ?? '0',
        aheadMs: (row?.now ?? 0) - answered,
        isWritten,
        isTimely: answered - asked < TIMELY_MS,
      };
    }

    return {
      async update(change) {
        let seen = last ?? (await exchange(null, null));
        do {
          const after = change(seen.kept, performance.now() + seen.aheadMs);
          seen = await exchange(after, seen.version);
        } while (!seen.isWritten);
        last = seen.isTimely ? seen : undefined;
      },
    };
  };
}

type PaceRow = {
  now: number;
  kept: string | null;
  version: string | null;
  written: string | null;
};
