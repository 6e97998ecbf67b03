/**
 * The one way by which a user of Qualtrics changes:
 *
 *   lock the user -> read the full record -> change it -> nothing differs? no write
 *     -> PUT the full record -> 429, 5xx, time-out? read again, change again, within the deadline
 *     -> refused, but somebody leaves? disable them alone
 *     -> checked, sooner or later (checks/)
 *     -> keep what Qualtrics has no field for
 *
 * Qualtrics' PUT may null whatever it leaves out and has no version to check, so the lock is held over both calls.
 */
import type { UserRecord } from '../qualtrics/records.ts';
import type { Over, StoredUser } from '../store/store.ts';
import { doneEntry, failedEntry, type UserChange } from './audit/user-entry.ts';
import { removedValues } from './checks/removed-values.ts';
import { isDeleted } from './gone-user.ts';
import { indexUser } from './index-user.ts';
import { disabledAlone, isLeaverWithMore, isRefused, refusedBesides, stillActive } from './leavers.ts';
import { changeRecord } from './mapping/change-record.ts';
import { keptAfter } from './mapping/kept-after.ts';
import { renderUser, withPermissions } from './mapping/render-user.ts';
import type { Operation } from './operation.ts';
import { type Replacement, readModifyWrite } from './read-modify-write.ts';
import { noSuchUser } from './refusals.ts';
import type { Resource } from './resource.ts';
import type { Change, User, UserContext } from './user-context.ts';

/** Throws ProvisioningError 'not-found' for a user that is deleted over SCIM or gone upstream. */
export function changeUser(
  context: UserContext,
  id: string,
  change: Change,
  operation: Operation,
): Promise<User> {
  const work = async (held: Operation) => {
    const stored = await context.store.users.get(id);
    if (stored && isDeleted(stored)) throw noSuchUser();
    const kept = (stored?.kept ?? {}) as Resource;
    return changeLocked(context, id, { stored, kept }, change, held);
  };
  return context.locks.hold(id, operation, work);
}

/** What the bridge holds of a user: the index entry, and what the IdP sent so far. */
export interface Known {
  readonly stored: StoredUser | undefined;
  readonly kept: Resource;
  /** What the change is in the audit, where it is more than a change. */
  readonly action?: UserChange['action'];
  /** What is over once the user is as wanted. */
  readonly over?: Over;
}

/** The same for who holds the lock and has read the index entry already. */
export async function changeLocked(
  context: UserContext,
  id: string,
  { stored, kept: keptBefore, action, over }: Known,
  change: Change,
  operation: Operation,
): Promise<User> {
  let kept = keptBefore;
  let isLeaving = false;
  let wanted: Replacement | undefined;
  let removed: Partial<UserRecord> | undefined;
  const trial = (record: UserRecord): UserRecord => {
    const before = renderUser(context.mapping, record, keptBefore);
    return changeRecord(context.mapping, record, before, change(before), () => {});
  };
  const changeOf = (read: UserRecord): UserRecord => {
    removed = removedValues(read, context.checks.restored(read), trial);
    const current = removed ? { ...read, ...removed } : read;
    const before = renderUser(context.mapping, current, keptBefore);
    const after = change(before);
    kept = keptAfter(context.mapping, keptBefore, before, after);
    if (after === before) return current;
    const next = changeRecord(context.mapping, current, before, after, operation.dropped);
    isLeaving = isLeaverWithMore(context, current, next);
    wanted = { before: current, after: next };
    return next;
  };
  const keep = async (done: Replacement, resource: Resource, ended?: Over): Promise<User> => {
    const checked = await context.checks.wrote(context, done, operation);
    const failure = checked && stillActive(context, done.after, checked);
    const record = checked ?? done.seen ?? done.after;
    const user = indexUser(context, stored, record, resource);
    const entry = doneEntry(context, { ...done, keptBefore, kept: resource, action }, operation);
    if (user === stored && !ended) {
      if (entry) await context.store.audit.add([entry]);
    } else {
      operation.confirm?.();
      await context.store.users.put(user, entry, failure ? undefined : ended);
    }
    if (failure) throw failure;
    return { id, resource: withPermissions(user.resource as Resource, record) };
  };
  let done: Replacement;
  try {
    done = await readModifyWrite(context, id, changeOf, operation);
    if (removed) done = { ...done, before: { ...done.before, ...removed } };
  } catch (failure) {
    const refusal =
      wanted && failedEntry(context, { ...wanted, keptBefore, kept, action }, failure, operation);
    try {
      if (!isLeaving || !isRefused(failure)) throw failure;
      await keep(await readModifyWrite(context, id, disabledAlone(context), operation), keptBefore);
      throw refusedBesides(failure);
    } finally {
      // Last: whoever leaves is not kept in by an audit that cannot be written.
      if (refusal) await context.store.audit.add([refusal]);
    }
  }
  return await keep(done, kept, over);
}
