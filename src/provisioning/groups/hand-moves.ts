import type { UserSummary } from '../../qualtrics/records.ts';
import { effectiveDivision } from './effective-division.ts';
import type { GroupContext } from './group-context.ts';

/**
 * Users of a listing's page who are in another division than the ledger gives them, without a move being due: somebody
 * moved them in Qualtrics. By policy they stay there, or their move back becomes due. The page is in the index already.
 */
export async function noteHandMoves(context: GroupContext, page: readonly UserSummary[]): Promise<number> {
  const { memberships, dueMoves, users } = context.store;
  const ids = page.map(({ id }) => id);
  const rowsOf = await memberships.ofUsers(ids);
  const isDue = new Set(await dueMoves.among(ids));
  let moved = 0;
  for (const [userId, rows] of rowsOf) {
    const given = effectiveDivision(rows, context.groupPolicies.onConflict);
    if (!given || isDue.has(userId)) continue;
    // Not the page's word: a request may have moved them since it was read.
    const divisionId = (await users.get(userId))?.record.divisionId;
    if (!isDivision(divisionId) || divisionId === given.groupId) continue;
    moved += 1;
    if (context.groupPolicies.handMoves === 'keep') continue;
    const due = [{ userId, from: [divisionId] }];
    await memberships.change({ groupId: given.groupId, add: [], remove: [], due });
    context.wake();
  }
  return moved;
}

/** Absent is not the same as none: some brands' listings do not tell. */
function isDivision(divisionId: unknown): divisionId is string | null {
  return typeof divisionId === 'string' || divisionId === null;
}
