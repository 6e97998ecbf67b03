/**
 * A migration: the function that says where users are written, so that a put is one statement.
 *
 * It waits for whoever else writes users of the connection (lockUntilCommit has the same key), and looks only then: a
 * function that is volatile sees what is committed by now, the statement that calls it what was before it waited.
 */
export const PLACE_USERS = `
-- The seq of each of these users, by their place in the list: who is known keeps theirs, the others get the next ones.
-- Holds the lock of the connection's users (advisory-lock.ts) to the end of the transaction.
CREATE FUNCTION place_users(of_connection text, ids text[]) RETURNS TABLE (place bigint, seq bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  last bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(1396918605, hashtext(concat(current_schema(), ' users of ', of_connection)));
  -- Not max(): of a brand that the planner has no statistics of, that would read everybody.
  last := coalesce((SELECT users.seq FROM users WHERE connection = of_connection ORDER BY users.seq DESC LIMIT 1), 0);
  RETURN QUERY
    SELECT given.place, coalesce(known.seq, last + count(*) FILTER (WHERE known.seq IS NULL) OVER (ORDER BY given.place))
    FROM unnest(ids) WITH ORDINALITY AS given (id, place)
    LEFT JOIN LATERAL (
      SELECT found.seq FROM (SELECT * FROM users WHERE id = given.id OFFSET 0) AS found WHERE connection = of_connection
    ) AS known ON true;
END $$;
`;
