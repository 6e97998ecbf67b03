import type { Query } from './database.ts';

/** The live (not deleted) users in the order of their first put. */
export interface UserOrder {
  count(): Promise<number>;
  page(offset: number, limit: number): Promise<{ content: string }[]>;
}

/** Blocks of a level in one of the level above, as in the trigger of the migration that made user_counts. */
const FAN_OUT = 128;

/**
 * Finds the n-th live user at next to the same cost for every n; a plain OFFSET reads all that come before.
 *
 * user_counts is a tree over seq: a block of level 1 counts the live users among 128 consecutive seqs, one of level 2
 * those of 128 blocks of level 1 (61 rows for a million users). Triggers keep it in the transaction of the write. The
 * way down and the page are one statement, so that no write comes between them.
 */
const PAGE = `WITH upper AS (${firstBeyond('$2::bigint', 'level = 2')}),
  below AS (SELECT block * ${FAN_OUT} AS first, skip FROM upper),
  lower AS (${firstBeyond(
    '(SELECT skip FROM below)',
    `level = 1 AND block >= (SELECT first FROM below) AND block < (SELECT first + ${FAN_OUT} FROM below)`,
  )})
  SELECT content FROM users
  WHERE connection = $1 AND live AND seq >= (SELECT block * ${FAN_OUT} FROM lower)
  ORDER BY seq OFFSET (SELECT skip FROM lower) LIMIT $3`;

/** The block that has the live user after `skip` others, and how many of these are in the block itself. */
function firstBeyond(skip: string, blocks: string): string {
  return `SELECT block, ${skip} - (upto - live) AS skip
    FROM (SELECT block, live, (sum(live) OVER (ORDER BY block))::bigint AS upto
      FROM user_counts WHERE connection = $1 AND ${blocks}) AS counted
    WHERE upto > ${skip} ORDER BY block LIMIT 1`;
}

export function createUserOrder(query: Query, connection: string): UserOrder {
  return {
    async count() {
      const [row] = await query<{ users: string }>(
        'SELECT coalesce(sum(live), 0) AS users FROM user_counts WHERE connection = $1 AND level = 2',
        [connection],
      );
      return Number(row?.users);
    },
    page: (offset, limit) => query(PAGE, [connection, offset, limit]),
  };
}
