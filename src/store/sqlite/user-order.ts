import type { DatabaseSync } from 'node:sqlite';

/** As in the triggers of the migration that made user_counts. */
const FAN_OUT = 64;
const TOP_LEVEL = 4;

/** Where a user is: `skip` live users after the first one that has this `seq` or a later one. */
export interface Place {
  readonly seq: number;
  /** Below FAN_OUT. */
  readonly skip: number;
}

/**
 * Finds the n-th live (not deleted) user in the order of the first put, at the same cost for every n; a plain
 * OFFSET reads all that come before.
 *
 * user_counts is a tree over seq: a block of level 1 counts the live users among 64 consecutive seqs, a block
 * of level 2 those of 64 blocks of level 1, and so on up to level 4 (16.7 million seqs a block). Triggers
 * keep it in the transaction of the write, so it is exact whatever was removed or deleted before. The way
 * down reads at most 64 counts a level, and the number of users is the sum of the few blocks at the top.
 */
export function createUserOrder(database: DatabaseSync) {
  const sum = database.prepare(
    'SELECT coalesce(sum(live), 0) AS users FROM user_counts WHERE connection = ? AND level = ?',
  );
  const counts = database.prepare(
    `SELECT block, live FROM user_counts
     WHERE connection = ? AND level = ? AND block BETWEEN ? AND ? ORDER BY block`,
  );

  /** The first of the blocks `from` to `to` that has more than `skip` live users, less those before it. */
  function seek(connection: string, level: number, from: number, to: number, skip: number) {
    let left = skip;
    for (const row of counts.iterate(connection, level, from, to)) {
      const { block, live } = row as { block: number; live: number };
      if (left < live) return { block, left };
      left -= live;
    }
    return undefined;
  }

  return {
    count: (connection: string) => Number(sum.get(connection, TOP_LEVEL)?.users),

    /** undefined when there are not more than `offset` live users. */
    find(connection: string, offset: number): Place | undefined {
      let [from, to, skip] = [0, Number.MAX_SAFE_INTEGER, offset];
      for (let level = TOP_LEVEL; level >= 1; level--) {
        const found = seek(connection, level, from, to, skip);
        if (!found) return undefined;
        from = found.block * FAN_OUT;
        to = from + FAN_OUT - 1;
        skip = found.left;
      }
      return { seq: from, skip };
    },
  };
}
