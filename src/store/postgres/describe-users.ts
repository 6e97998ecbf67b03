import { lockUntilCommit } from './advisory-lock.ts';
import type { Database, Query } from './database.ts';
import { attributeRows, putAttributes } from './user-attributes-table.ts';
import { toStoredUser } from './user-row.ts';

const PORTION = 500;

/** The next ones, with null for those who are gone by now; OFFSET 0 has them read one by one: see users-by.ts. */
const LISTED = `SELECT listed.seq, content
  FROM (SELECT seq FROM users_to_describe WHERE connection = $1 ORDER BY seq LIMIT ${PORTION}) AS listed
  LEFT JOIN LATERAL (
    SELECT content FROM users WHERE connection = $1 AND seq = listed.seq AND live OFFSET 0
  ) AS users ON true
  ORDER BY listed.seq`;

const DESCRIBE = putAttributes('$1', 'unnest($2::bigint[]) WITH ORDINALITY AS placed (seq, place)', '$3');

/**
 * Reads off the documents what user_attributes has of the users that a migration has listed: text is folded here and not in
 * SQL. A portion is a transaction, so a start that is killed amid it goes on where it was; replicas that start at once share
 * the work.
 */
export async function describeUsers({ query, transaction }: Database): Promise<void> {
  for (;;) {
    const [next] = await query<{ connection: string }>('SELECT connection FROM users_to_describe LIMIT 1');
    if (!next) return;
    await transaction((within) => describePortion(within, next.connection));
  }
}

async function describePortion(query: Query, connection: string): Promise<void> {
  await lockUntilCommit(query, `users of ${connection}`);
  const rows = await query<{ seq: string; content: string | null }>(LISTED, [connection]);
  const there = rows.flatMap(({ seq, content }) => (content === null ? [] : [{ seq, content }]));
  const described = attributeRows(there.map(toStoredUser));
  await query(DESCRIBE, [connection, there.map(({ seq }) => seq), described]);
  const last = rows.at(-1)?.seq ?? '0';
  await query('DELETE FROM users_to_describe WHERE connection = $1 AND seq <= $2', [connection, last]);
}
