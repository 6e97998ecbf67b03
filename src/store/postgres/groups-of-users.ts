import type { StoredGroup, UserInDivision } from '../memberships.ts';
import type { Query } from './database.ts';
import { toStoredGroup } from './group-row.ts';
import { textKey } from './text-key.ts';

/** User by user, each by the indexes: a page has a hundred. `kind` has divisions come first. */
const OF_USERS = `SELECT place, shown.content
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS given (user_id, division_id, place)
  CROSS JOIN LATERAL (
    SELECT group_id, 1 AS kind, seq FROM memberships WHERE connection = $1 AND user_id = given.user_id
    UNION ALL SELECT given.division_id, 1, 0
      WHERE NOT EXISTS (SELECT FROM memberships WHERE connection = $1 AND user_id = given.user_id)
        AND NOT EXISTS (SELECT FROM due_moves WHERE connection = $1 AND user_id = given.user_id)
    UNION ALL SELECT group_id, 2, seq FROM group_members WHERE connection = $1 AND user_id = given.user_id
  ) AS member
  CROSS JOIN LATERAL (
    SELECT content FROM groups WHERE connection = $1 AND id = member.group_id AND deleted IS NULL OFFSET 0
  ) AS shown
  ORDER BY place, kind, seq, group_id`;

export async function groupsOfUsers(
  query: Query,
  connection: string,
  users: readonly UserInDivision[],
): Promise<StoredGroup[][]> {
  const found: StoredGroup[][] = users.map(() => []);
  const divisions = users.map(({ divisionId }) => (divisionId === undefined ? null : textKey(divisionId)));
  const ids = users.map(({ id }) => textKey(id));
  // `place` is a bigint, which pg gives as text; it counts from 1.
  for (const row of await query<{ place: string; content: string }>(OF_USERS, [connection, ids, divisions])) {
    found[Number(row.place) - 1]?.push(toStoredGroup(row));
  }
  return found;
}
