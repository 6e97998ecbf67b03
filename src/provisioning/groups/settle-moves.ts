/**
 * Makes users' divisions what the ledger says (design D6, D7):
 *
 *   due move -> lock the user -> rows -> read the record -> where to? -> PUT when it differs -> the move is done
 *
 * A request settles the moves that it made due, as far as its time reaches; the worker settles the rest, also of a
 * process that died.
 */
import type { DueMove, Membership } from '../../store/memberships.ts';
import { changeLocked } from '../change-user.ts';
import { isNotFound, isQualtrics } from '../failures.ts';
import { isDeleted } from '../gone-user.ts';
import { object } from '../mapping/user-mapping.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import { QUALTRICS_USER_SCHEMA, type Resource } from '../resource.ts';
import { divisionAfter } from './effective-division.ts';
import type { GroupContext } from './group-context.ts';
import { someAtATime } from './some-at-a-time.ts';

export interface Settlement {
  /** How many moves are done, or turned out to be nothing. */
  readonly settled: number;
  /** How many stay due because Qualtrics does not find the user, until a listing tells whether they are gone for good. */
  readonly absent: number;
  /** What kept a user's move from being made. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** So many failures in a row that are not about the user: Qualtrics is out, and there is no point in going on. */
const HOPELESS = 10;

/** Settles these users' moves, some at a time, until all are or the time is up. What is not settled stays due. */
export async function settleMoves(
  context: GroupContext,
  userIds: Iterable<string>,
  operation: Operation,
): Promise<Settlement> {
  const failures = new Map<string, unknown>();
  let settled = 0;
  let absent = 0;
  let inARow = 0;
  await someAtATime(context.groupPolicies.concurrency, userIds, async (userId) => {
    if (operation.signal.aborted || inARow >= HOPELESS) return;
    try {
      if (await settleMove(context, userId, operation)) settled += 1;
      else absent += 1;
      inARow = 0;
    } catch (failure) {
      // Cut off by the deadline: that is no failure of the move.
      if (operation.signal.aborted) return;
      failures.set(userId, failure);
      inARow = isAboutTheUser(failure) ? 0 : inARow + 1;
    }
  });
  return { settled, absent, failures };
}

/** Qualtrics refuses this user's move; what it has against one says nothing of the others. */
export function isAboutTheUser(failure: unknown): boolean {
  if (failure instanceof ProvisioningError) return true;
  return isQualtrics(failure, 'invalid', 'taken', 'not-found', 'forbidden', 'malformed');
}

/** False when Qualtrics does not find the user. */
async function settleMove(context: GroupContext, userId: string, operation: Operation): Promise<boolean> {
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
    const known = { stored, kept: (stored?.kept ?? {}) as Resource };
    try {
      const change = (current: Resource) => moved(context, current, move, rows);
      await changeLocked(context, userId, known, change, held);
    } catch (failure) {
      if (isNotFound(failure)) return false;
      throw failure;
    }
    held.confirm?.();
    await context.store.dueMoves.done(move);
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
