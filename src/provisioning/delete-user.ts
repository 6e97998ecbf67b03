import type { StoredUser } from '../store/store.ts';
import { changeLocked } from './change-user.ts';
import { isPassing, isQualtrics } from './failures.ts';
import type { Operation } from './operation.ts';
import { pauseAfter } from './pause.ts';
import { guardOwnerDeletion } from './protect-owner.ts';
import { ProvisioningError } from './provisioning-error.ts';
import type { Resource } from './resource.ts';
import type { UserContext } from './user-context.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * DELETE by policy (design D12): disabled and gone from SCIM, or deleted in Qualtrics, which orphans the user's surveys.
 * 'not-found' for who is gone already.
 */
export function deleteUser(context: UserContext, id: string, operation: Operation): Promise<void> {
  return context.locks.hold(id, async () => {
    const stored = await context.store.users.get(id);
    if (stored?.deleted !== undefined) throw new ProvisioningError('not-found', 'There is no such user.');
    await guardOwnerDeletion(context, id);
    if (context.policies.onDelete === 'delete') await deleteUpstream(context, id, operation);
    else await disable(context, id, stored, operation);
    await context.store.memberships.removeUser(id);
  });
}

async function disable(
  context: UserContext,
  id: string,
  stored: StoredUser | undefined,
  operation: Operation,
): Promise<void> {
  const kept = (stored?.kept ?? {}) as Resource;
  const leave = (current: Resource) => (current.active === false ? current : { ...current, active: false });
  await changeLocked(context, id, { stored, kept }, leave, operation);
  const disabled = await context.store.users.get(id);
  if (!disabled) return;
  const now = new Date();
  const purge = context.policies.onDelete === 'disable-then-delete' && purgeDate(context, now).toISOString();
  await context.store.users.put({
    ...disabled,
    deleted: now.toISOString(),
    ...(purge && { purgeAfter: purge }),
  });
}

function purgeDate(context: UserContext, now: Date): Date {
  return new Date(now.getTime() + context.policies.deleteAfterDays * DAY_MS);
}

/** A DELETE that may have landed is found out by the next one's answer: gone is what was wanted. */
async function deleteUpstream(context: UserContext, id: string, operation: Operation): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await context.client.users.delete(id, operation);
      break;
    } catch (failure) {
      if (isQualtrics(failure, 'not-found')) {
        await context.store.users.remove(id);
        if (attempt > 1) return;
        throw failure;
      }
      if (!isPassing(failure)) throw failure;
      await pauseAfter(failure, attempt, operation.signal);
    }
  }
  await context.store.users.remove(id);
}

/** Deletes for good who was deleted over SCIM long enough ago; returns how many. */
export async function purgeDue(context: UserContext, operation: Operation): Promise<number> {
  let purged = 0;
  for (const { id } of await context.store.users.duePurges(new Date().toISOString())) {
    await context.locks.hold(id, async () => {
      // A POST may have brought the user back since.
      const stored = await context.store.users.get(id);
      if (stored?.purgeAfter === undefined) return;
      await guardOwnerDeletion(context, id);
      await deleteUpstream(context, id, operation).catch((failure: unknown) => {
        if (!isQualtrics(failure, 'not-found')) throw failure;
      });
      purged += 1;
    });
  }
  return purged;
}
