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
import { object } from '../mapping/user-mapping.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import { QUALTRICS_USER_SCHEMA, type Resource } from '../resource.ts';
import { divisionAfter } from './effective-division.ts';
import type { GroupContext } from './group-context.ts';

/** Settles these users' moves, some at a time, and returns what failed. What is not settled stays due. */
export async function settleMoves(
  context: GroupContext,
  userIds: Iterable<string>,
  operation: Operation,
): Promise<unknown[]> {
  const queue = userIds[Symbol.iterator]();
  const failures: unknown[] = [];
  async function settleOneByOne(): Promise<void> {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      if (operation.signal.aborted) return;
      await settleMove(context, next.value, operation).catch((failure: unknown) => failures.push(failure));
    }
  }
  await Promise.all(Array.from({ length: context.groupPolicies.concurrency }, settleOneByOne));
  return failures;
}

async function settleMove(context: GroupContext, userId: string, operation: Operation): Promise<void> {
  await context.locks.hold(userId, async () => {
    const move = await context.store.dueMoves.get(userId);
    if (!move || operation.signal.aborted) return;
    const stored = await context.store.users.get(userId);
    if (stored?.deleted === undefined) {
      const rows = (await context.store.memberships.ofUsers([userId])).get(userId) ?? [];
      const known = { stored, kept: (stored?.kept ?? {}) as Resource };
      const change = (current: Resource) => moved(context, current, move, rows);
      await changeLocked(context, userId, known, change, operation).catch((failure: unknown) => {
        // Gone upstream: nobody is left to move.
        if (!(failure instanceof ProvisioningError && failure.code === 'not-found')) throw failure;
      });
    }
    await context.store.dueMoves.done(move);
  });
}

function moved(
  context: GroupContext,
  current: Resource,
  { from, seq }: DueMove,
  rows: readonly Membership[],
): Resource {
  const { divisionId, ...rest } = object(current[QUALTRICS_USER_SCHEMA]) ?? {};
  const held = typeof divisionId === 'string' ? divisionId : null;
  const fallback = context.settings.defaultDivisionId ?? null;
  const facts = { rows, current: held, from, seq, fallback };
  const wanted = divisionAfter(facts, context.groupPolicies.onConflict);
  if (wanted === held) return current;
  return { ...current, [QUALTRICS_USER_SCHEMA]: wanted === null ? rest : { ...rest, divisionId: wanted } };
}
