/**
 * The users of which that is true, of every connection, as a table to select from: FROM ${usersBy('id = $2')} WHERE ...
 *
 * Found by that condition first (OFFSET 0 keeps the planner from looking into it), and what is asked beside is asked of the
 * few that it finds. Else the planner would read all users of a connection which its statistics do not know yet, because
 * it takes them for one or two: after the first sync of a brand, or after a restore.
 */
export function usersBy(condition: string): string {
  return `(SELECT * FROM users WHERE ${condition} OFFSET 0) AS users`;
}
