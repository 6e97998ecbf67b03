import type { Receipt } from '../qualtrics/client.ts';
import type { AuditEntry } from '../store/audit.ts';
import type { StoredUser } from '../store/store.ts';
import { outcomeOf } from './audit/outcome.ts';
import { userEntry } from './audit/user-entry.ts';
import { changeLocked } from './change-user.ts';
import { isNotFound, isPassing } from './failures.ts';
import { forgetUser } from './forget-user.ts';
import { isDeleted } from './gone-user.ts';
import type { Operation } from './operation.ts';
import { pauseAfter } from './pause.ts';
import { guardOwnerDeletion } from './protect-owner.ts';
import { saysGone } from './read-user.ts';
import { noSuchUser } from './refusals.ts';
import type { Resource } from './resource.ts';
import type { UserContext } from './user-context.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * DELETE by policy: disabled and gone from SCIM, or deleted in Qualtrics, which orphans the user's surveys.
 * 'not-found' for who is gone already.
 */
export function deleteUser(context: UserContext, id: string, operation: Operation): Promise<void> {
  const work = async (held: Operation) => {
    const stored = await context.store.users.get(id);
    if (stored && isDeleted(stored)) throw noSuchUser();
    const { requestId } = await leave(context, id, stored, held).catch(async (failure: unknown) => {
      if (isNotFound(failure)) throw failure;
      const entry = userEntry('delete', 'failed', operation, { id });
      await context.store.audit.add([{ ...entry, ...outcomeOf(failure) }]);
      throw failure;
    });
    // The mark comes last: who has it is not asked about again, so whatever failed before can be repeated.
    held.confirm?.();
    await context.store.memberships.removeUser(id);
    await leaveGroups(context, id);
    await markDeleted(context, id, userEntry('delete', 'done', operation, { id, requestId }));
    // Again, for a group's request that came in between; from the mark on they are refused.
    await leaveGroups(context, id);
  };
  return context.locks.hold(id, operation, work);
}

/** Those of Qualtrics' own; being disabled, the leaver can wait for that. */
async function leaveGroups({ store: { groupMembers }, wake }: UserContext, id: string): Promise<void> {
  if ((await groupMembers.ofUsers([id])).size === 0) return;
  await groupMembers.leaveAll(id);
  wake();
}

async function leave(
  context: UserContext,
  id: string,
  stored: StoredUser | undefined,
  operation: Operation,
): Promise<Receipt> {
  await guardOwnerDeletion(context, id, operation);
  if (context.policies.onDelete === 'delete') return await deleteUpstream(context, id, operation);
  const kept = (stored?.kept ?? {}) as Resource;
  const disabled = (current: Resource) =>
    current.active === false ? current : { ...current, active: false };
  await changeLocked(context, id, { stored, kept }, disabled, operation);
  return { requestId: undefined };
}

/**
 * After a deletion in Qualtrics too: some brands only disable the account, and a listing that is under way may have
 * seen it. Once it is really gone, the listings take the mark away.
 */
async function markDeleted(context: UserContext, id: string, entry: AuditEntry): Promise<void> {
  const stored = await context.store.users.get(id);
  if (!stored) return await context.store.audit.add([entry]);
  const { onDelete, deleteAfterDays } = context.policies;
  const now = new Date();
  const purgeAfter = new Date(now.getTime() + deleteAfterDays * DAY_MS).toISOString();
  const purged = onDelete === 'disable-then-delete' ? { purgeAfter } : {};
  await context.store.users.put({ ...stored, deleted: now.toISOString(), ...purged }, entry);
}

/** A DELETE that may have landed is found out by the next one's answer: gone is what was wanted. */
export async function deleteUpstream(
  context: UserContext,
  id: string,
  operation: Operation,
): Promise<Receipt> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.client.users.delete(id, operation);
    } catch (failure) {
      if (await saysGone(context, id, failure, operation)) {
        await forgetUser(context, id);
        if (attempt === 1) throw noSuchUser();
        return { requestId: undefined };
      }
      if (!isPassing(failure)) throw failure;
      await pauseAfter(failure, attempt, operation.signal);
    }
  }
}
