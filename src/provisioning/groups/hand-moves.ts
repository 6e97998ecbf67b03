import type { UserSummary } from '../../qualtrics/records.ts';
import { effectiveDivision } from './effective-division.ts';
import type { GroupContext } from './group-context.ts';

/**
 * Users of a listing's page who are in another division than the ledger gives them, without a move being due: somebody
 * moved them in Qualtrics. By policy they stay there, or their move back becomes due.
 */
export async function noteHandMoves(context: GroupContext, page: readonly UserSummary[]): Promise<number> {
  const rowsOf = await context.store.memberships.ofUsers(page.map(({ id }) => id));
  let moved = 0;
  for (const { id: userId, divisionId = null } of page) {
    const given = effectiveDivision(rowsOf.get(userId) ?? [], context.groupPolicies.onConflict);
    if (!given || given.groupId === divisionId || (await context.store.dueMoves.get(userId))) continue;
    moved += 1;
    if (context.groupPolicies.handMoves === 'keep') continue;
    const due = [{ userId, from: divisionId }];
    await context.store.memberships.change({ groupId: given.groupId, add: [], remove: [], due });
    context.wake();
  }
  return moved;
}
