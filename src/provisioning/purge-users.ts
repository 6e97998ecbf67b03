import { userEntry } from './audit/user-entry.ts';
import { deleteUpstream } from './delete-user.ts';
import { isNotFound, isPassing } from './failures.ts';
import { forgetUser } from './forget-user.ts';
import { renderUser } from './mapping/render-user.ts';
import type { Operation } from './operation.ts';
import { guardOwnerDeletion } from './protect-owner.ts';
import { readRecord } from './read-user.ts';
import type { UserContext } from './user-context.ts';

/**
 * Deletes for good who was deleted over SCIM long enough ago; returns how many. Somebody whom Qualtrics does not let go
 * keeps none of the others; the first such failure is thrown in the end.
 */
export async function purgeDue(context: UserContext, operation: Operation): Promise<number> {
  const failures: unknown[] = [];
  let purged = 0;
  for (const { id } of await context.store.users.duePurges(new Date().toISOString())) {
    try {
      if (await context.locks.hold(id, operation, (held) => purge(context, id, held))) purged += 1;
    } catch (failure) {
      failures.push(failure);
      if (isPassing(failure)) break;
    }
  }
  if (failures.length > 0) throw failures[0];
  return purged;
}

async function purge(context: UserContext, id: string, operation: Operation): Promise<boolean> {
  const stored = await context.store.users.get(id);
  // A POST may have brought the user back since.
  if (stored?.purgeAfter === undefined) return false;
  await guardOwnerDeletion(context, id, operation);
  const { purgeAfter: _due, ...settled } = stored;
  try {
    const record = await readRecord(context, id, operation);
    // Somebody who enabled the account in Qualtrics since wants to keep it.
    const isKept = renderUser(context.mapping, record, {}).active === true;
    if (isKept) {
      operation.confirm?.();
      await context.store.users.put(settled);
      return false;
    }
    const { requestId } = await deleteUpstream(context, id, operation);
    operation.confirm?.();
    const entry = userEntry('purge', 'done', operation, { id, requestId });
    // Whom a second DELETE does not find is forgotten already; else the mark stays until a listing (markDeleted).
    if (await context.store.users.get(id)) await context.store.users.put(settled, entry);
    else await context.store.audit.add([entry]);
    return true;
  } catch (failure) {
    if (!isNotFound(failure)) throw failure;
    await context.store.audit.add([userEntry('purge', failure.code, operation, { id })]);
    await forgetUser(context, id);
    return true;
  }
}
