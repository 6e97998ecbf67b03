/**
 * What an IdP says of a group's members goes into the ledger at once; the divisions follow:
 *
 *   lock the group -> who is added, who goes? -> rows and due moves, in one transaction -> settle what is due
 *
 * What the time for the answer does not reach, the worker does: the ledger has it, so the answer is a success (design
 * D7). A failure within that time is answered, though the worker goes on with it too: the IdP repeats, which is harmless.
 */
import type { LedgerChange, Membership } from '../../store/memberships.ts';
import { isQualtrics } from '../failures.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import { effectiveDivision } from './effective-division.ts';
import type { GroupContext } from './group-context.ts';
import { settleMoves } from './settle-moves.ts';

/** One step, in the order of the request. Ids may repeat. */
export type MemberStep =
  | { readonly kind: 'add' | 'remove' | 'replace'; readonly ids: readonly string[] }
  | { readonly kind: 'removeAll' }
  | { readonly kind: 'removeWhere'; readonly matches: (userId: string) => boolean };

/** Applies the steps to a group that exists. Throws 'invalid' for members who are no users, before anything is done. */
export async function changeMembers(
  context: GroupContext,
  groupId: string,
  steps: readonly MemberStep[],
  operation: Operation,
): Promise<void> {
  const change = await context.locks.hold(`group:${groupId}`, async () => {
    const outcome = await outcomeOf(context, groupId, steps);
    await refuseStrangers(context, [...outcome.add], operation);
    const ledgerChange = await toLedgerChange(context, groupId, outcome);
    const { add, remove, due } = ledgerChange;
    if (add.length + remove.length + due.length > 0) await context.store.memberships.change(ledgerChange);
    return ledgerChange;
  });
  const due = change.due.map(({ userId }) => userId);
  if (due.length === 0) return;
  const [failure] = await settleMoves(context, due, operation);
  if (failure === undefined && !operation.signal.aborted) return;
  context.wake();
  if (!operation.signal.aborted) throw failure;
}

interface Outcome {
  /** Users who have no row and get one. */
  readonly add: Set<string>;
  /** Users who have a row, or are members by Qualtrics' word alone and were named, and go. */
  readonly remove: Set<string>;
}

async function outcomeOf(
  context: GroupContext,
  groupId: string,
  steps: readonly MemberStep[],
): Promise<Outcome> {
  const { memberships } = context.store;
  const add = new Set<string>();
  const remove = new Set<string>();
  const isHere = async (ids: readonly string[]) => new Set(await memberships.among(groupId, ids));
  const leave = (id: string) => {
    if (!add.delete(id)) remove.add(id);
  };
  for (const step of steps) {
    if (step.kind === 'add') {
      const here = await isHere(step.ids);
      for (const id of step.ids) if (!remove.delete(id) && !here.has(id)) add.add(id);
    } else if (step.kind === 'remove') {
      for (const id of step.ids) leave(id);
    } else {
      // Who is in the division without the IdP's doing is not named by "all" or "these instead".
      const stay = new Set(step.kind === 'replace' ? step.ids : []);
      const goes = (id: string) => (step.kind === 'removeWhere' ? step.matches(id) : !stay.has(id));
      for (const id of [...add]) if (goes(id)) add.delete(id);
      for await (const id of memberships.rows(groupId)) if (goes(id)) remove.add(id);
      const here = await isHere([...stay]);
      for (const id of stay) if (!remove.delete(id) && !here.has(id)) add.add(id);
    }
  }
  return { add, remove };
}

async function refuseStrangers(
  context: GroupContext,
  ids: readonly string[],
  operation: Operation,
): Promise<void> {
  const strangers: string[] = [];
  for (const id of ids) {
    const stored = await context.store.users.get(id);
    const isUser = stored ? stored.deleted === undefined : await existsUpstream(context, id, operation);
    if (!isUser) strangers.push(id);
  }
  if (strangers.length === 0) return;
  const named = strangers.slice(0, 10).join(', ');
  const more = strangers.length > 10 ? ` and ${strangers.length - 10} more` : '';
  throw new ProvisioningError(
    'invalid',
    `These members are no users here: ${named}${more}. Nothing was changed.`,
  );
}

/** The index may not have heard of a new account yet. */
async function existsUpstream(context: GroupContext, id: string, operation: Operation): Promise<boolean> {
  try {
    await context.client.users.get(id, operation);
    return true;
  } catch (failure) {
    if (isQualtrics(failure, 'not-found')) return false;
    throw failure;
  }
}

/** A move is due for whom another group decides now, or whom Qualtrics alone had in this one. */
async function toLedgerChange(
  context: GroupContext,
  groupId: string,
  { add, remove }: Outcome,
): Promise<LedgerChange> {
  const policy = context.groupPolicies.onConflict;
  const ids = [...add, ...remove];
  const rowsOf = await context.store.memberships.ofUsers(ids);
  const due: { userId: string; from: string | null | undefined }[] = [];
  for (const userId of ids) {
    const before = rowsOf.get(userId) ?? [];
    if (add.has(userId)) refuseSecondGroup(context, before, groupId);
    const after = add.has(userId)
      ? [...before, { groupId, userId, seq: Number.POSITIVE_INFINITY }]
      : before.filter((row) => row.groupId !== groupId);
    const decided = effectiveDivision(before, policy)?.groupId;
    const isSeenHere =
      before.length === 0 && remove.has(userId) && (await isSeenIn(context, groupId, userId));
    const from = isSeenHere ? groupId : decided;
    if (from !== effectiveDivision(after, policy)?.groupId) due.push({ userId, from });
  }
  return { groupId, add: [...add], remove: [...remove], due };
}

/** A member by Qualtrics' word alone. */
async function isSeenIn(context: GroupContext, groupId: string, userId: string): Promise<boolean> {
  const stored = await context.store.users.get(userId);
  return stored?.record.divisionId === groupId;
}

function refuseSecondGroup(context: GroupContext, rows: readonly Membership[], groupId: string): void {
  const other = rows.find((row) => row.groupId !== groupId);
  if (context.groupPolicies.onConflict.kind !== 'reject' || !other) return;
  throw new ProvisioningError(
    'taken',
    `User ${other.userId} is in group ${other.groupId} already, and a Qualtrics user has one division. Nothing was changed.`,
  );
}
