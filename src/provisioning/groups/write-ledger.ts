import type { AuditEntry } from '../../store/audit.ts';
import type { LedgerChange, Membership } from '../../store/memberships.ts';
import type { Operation } from '../operation.ts';
import { effectiveDivision } from './effective-division.ts';
import type { GroupContext } from './group-context.ts';
import type { MemberChanges } from './member-steps.ts';
import { refuseSecondGroup } from './refuse-members.ts';

/**
 * Writes what a request says of a group's members, with the moves that are due of it, and returns who has a move due
 * of those whom the request touched: of this change, or still of an earlier one. Throws 'taken' by policy.
 */
export async function writeLedger(
  context: GroupContext,
  groupId: string,
  changes: MemberChanges,
  entries: readonly AuditEntry[],
  operation: Operation,
): Promise<string[]> {
  const { memberships, dueMoves, audit } = context.store;
  // What a user's groups decided before and decide now is read and written as one: two groups may have the same user.
  await context.locks.hold('groups:ledger', operation, async ({ confirm }) => {
    const change = await ledgerChange(context, groupId, changes);
    confirm?.();
    if (change.add.length + change.remove.length + change.due.length > 0)
      await memberships.change(change, entries);
    else if (entries.length > 0) await audit.add(entries);
  });
  return await dueMoves.among(changes.touched);
}

async function ledgerChange(
  context: GroupContext,
  groupId: string,
  { add, remove, turnOut }: MemberChanges,
): Promise<LedgerChange> {
  const { memberships, users } = context.store;
  const policy = context.groupPolicies.onConflict;
  const due: { userId: string; from: string[] }[] = [];
  const compare = (userId: string, before: readonly Membership[], after: readonly Membership[]) => {
    const decided = effectiveDivision(before, policy)?.groupId;
    if (decided === effectiveDivision(after, policy)?.groupId) return;
    due.push({ userId, from: decided === undefined ? [] : [decided] });
  };

  const rowsOf = await memberships.ofUsers([...add, ...remove, ...turnOut]);
  await refuseSecondGroup(context, groupId, add, rowsOf);
  for (const userId of add) {
    const before = rowsOf.get(userId) ?? [];
    compare(userId, before, [...before, { groupId, userId, seq: Number.POSITIVE_INFINITY }]);
  }
  for (const userId of remove) {
    const before = rowsOf.get(userId) ?? [];
    compare(
      userId,
      before,
      before.filter((row) => row.groupId !== groupId),
    );
  }
  for (const userId of turnOut) {
    if (rowsOf.has(userId)) continue;
    const stored = await users.get(userId);
    if (stored?.record.divisionId === groupId) due.push({ userId, from: [groupId] });
  }
  return { groupId, add, remove, due };
}
