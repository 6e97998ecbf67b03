import type { ConnectionStore } from '../../store/store.ts';

/** The id of the division that Qualtrics has for a user, whatever else it may be. */
type DivisionOf = (userId: string) => unknown;

/**
 * The groups that each of the users is in: of divisions those of the ledger, or, for who has no row in it, the one that
 * Qualtrics has; and Qualtrics' own.
 */
export async function groupsOfUsers(
  { memberships, groupMembers }: ConnectionStore,
  userIds: readonly string[],
  divisionOf: DivisionOf,
): Promise<Map<string, readonly string[]>> {
  const [rows, groups] = [await memberships.ofUsers(userIds), await groupMembers.ofUsers(userIds)];
  const divisionsOf = async (userId: string): Promise<readonly string[]> => {
    const own = rows.get(userId);
    if (own) return own.map(({ groupId }) => groupId);
    const divisionId = await divisionOf(userId);
    return typeof divisionId === 'string' ? [divisionId] : [];
  };
  const found = new Map<string, readonly string[]>();
  for (const userId of userIds) {
    found.set(userId, [...(await divisionsOf(userId)), ...(groups.get(userId) ?? [])]);
  }
  return found;
}
