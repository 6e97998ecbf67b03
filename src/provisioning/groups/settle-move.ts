/**
 * Makes users' divisions what the ledger says:
 *
 *   due move -> lock the user -> rows -> read the record -> where to? -> PUT when it differs -> the move is done
 *
 * A request settles the moves that it made due, as far as its time reaches; the worker settles the rest, also of a
 * process that died.
 */
import type { DueMove, Membership } from '../../store/memberships.ts';
import { changeLocked } from '../change-user.ts';
import { isNotFound } from '../failures.ts';
import { isDeleted } from '../gone-user.ts';
import { object } from '../mapping/user-mapping.ts';
import type { Operation } from '../operation.ts';
import { QUALTRICS_USER_SCHEMA, type Resource } from '../resource.ts';
import { divisionAfter } from './effective-division.ts';
import type { GroupContext } from './group-context.ts';

/** Nothing happens when no move of the user is due. False when Qualtrics does not find the user: the move stays due. */
export async function settleMove(
  context: GroupContext,
  userId: string,
  operation: Operation,
): Promise<boolean> {
  const work = async (held: Operation) => {
    const move = await context.store.dueMoves.get(userId);
    if (!move) return true;
    const stored = await context.store.users.get(userId);
    if (stored && isDeleted(stored)) {
      // Over SCIM, between a request's look at its members and its change of the ledger.
      await context.store.memberships.removeUser(userId);
      return true;
    }
    if (stored?.gone !== undefined) return false;
    const rows = (await context.store.memberships.ofUsers([userId])).get(userId) ?? [];
    const known = { stored, kept: (stored?.kept ?? {}) as Resource, over: { move } };
    try {
      const change = (current: Resource) => moved(context, current, move, rows);
      await changeLocked(context, userId, known, change, held);
    } catch (failure) {
      if (isNotFound(failure)) return false;
      throw failure;
    }
    return true;
  };
  return await context.locks.hold(userId, operation, work);
}

function moved(
  context: GroupContext,
  current: Resource,
  { from, since }: DueMove,
  rows: readonly Membership[],
): Resource {
  const { divisionId, ...rest } = object(current[QUALTRICS_USER_SCHEMA]) ?? {};
  const held = typeof divisionId === 'string' ? divisionId : null;
  const fallback = context.settings.defaultDivisionId ?? null;
  const facts = { rows, current: held, from, since, fallback };
  const wanted = divisionAfter(facts, context.groupPolicies.onConflict);
  if (wanted === held) return current;
  return { ...current, [QUALTRICS_USER_SCHEMA]: wanted === null ? rest : { ...rest, divisionId: wanted } };
}
