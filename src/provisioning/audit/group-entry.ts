import type { AuditAction, AuditEntry, Changes } from '../../store/audit.ts';
import type { GroupContext } from '../groups/group-context.ts';
import type { MemberChanges } from '../groups/member-steps.ts';
import type { Operation } from '../operation.ts';
import { outcomeOf } from './outcome.ts';

/** What of a group itself is told. */
interface Named {
  readonly displayName?: unknown;
  readonly externalId?: unknown;
}

/** What a request changed, if anything: an entry of the group itself, and one of its members. */
export function groupEntries(
  id: string,
  action: AuditAction,
  { before, after }: { readonly before?: Named; readonly after?: Named },
  { add, remove, turnOut }: MemberChanges,
  operation: Operation,
): AuditEntry[] {
  const fields = difference('name', before?.displayName, after?.displayName);
  const kept = difference('externalId', before?.externalId, after?.externalId);
  const entries: AuditEntry[] = [];
  if (fields || kept) {
    entries.push({ ...groupEntry(id, action, operation), ...(fields && { fields }), ...(kept && { kept }) });
  }
  const members = { added: add, removed: [...remove, ...turnOut] };
  if (members.added.length + members.removed.length > 0) {
    entries.push({ ...groupEntry(id, 'members', operation), members });
  }
  return entries;
}

/** Does the work; a failure gets an entry with its reason. */
export async function auditedFailure<T>(
  { store }: GroupContext,
  id: string | undefined,
  action: AuditAction,
  operation: Operation,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    const outcome = outcomeOf(failure);
    if (outcome.outcome !== 'not-found')
      await store.audit.add([{ ...groupEntry(id, action, operation), ...outcome }]);
    throw failure;
  }
}

/** The same for Qualtrics' word on one member, but for what a task of the bridge tries again, which the log tells. */
export async function auditedRefusal<T>(
  { store }: GroupContext,
  { groupId, userId }: { readonly groupId: string; readonly userId: string },
  isMember: boolean,
  operation: Operation,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    const entry = groupEntry(groupId, 'members', operation);
    // Cut off by the deadline: that is no failure, and the worker goes on.
    if (!('task' in entry.askedBy) && !operation.signal.aborted) {
      const members = isMember ? { added: [userId], removed: [] } : { added: [], removed: [userId] };
      await store.audit.add([{ ...entry, ...outcomeOf(failure), members }]);
    }
    throw failure;
  }
}

function groupEntry(id: string | undefined, action: AuditAction, operation: Operation): AuditEntry {
  return {
    time: new Date().toISOString(),
    resourceType: 'Group',
    ...(id !== undefined && { id }),
    action,
    outcome: 'done',
    askedBy: operation.askedBy(),
  };
}

function difference(name: string, from: unknown, to: unknown): Changes | undefined {
  if (from === to) return undefined;
  return { [name]: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) } };
}
