/**
 * The one way by which a user of Qualtrics changes:
 *
 *   lock the user -> read the full record -> change it -> nothing differs? no write
 *     -> PUT the full record -> 429, 5xx, time-out? read again, change again, within the deadline
 *     -> keep what Qualtrics has no field for
 *
 * Qualtrics' PUT may null whatever it leaves out and has no version to check, so the lock is held over both calls.
 */
import type { UserRecord } from '../qualtrics/records.ts';
import type { StoredUser } from '../store/store.ts';
import { isPassing, isQualtrics, toProvisioningError } from './failures.ts';
import { foldCase, indexUser } from './index-user.ts';
import { changeRecord } from './mapping/change-record.ts';
import { checkedUsername } from './mapping/draft-user.ts';
import { keepable, renderUser } from './mapping/render-user.ts';
import type { Operation } from './operation.ts';
import { pauseAfter } from './pause.ts';
import { guardOwner } from './protect-owner.ts';
import { ProvisioningError } from './provisioning-error.ts';
import type { Resource } from './resource.ts';
import type { Change, User, UserContext } from './user-context.ts';

/** Throws ProvisioningError 'not-found' for a user that is deleted over SCIM or gone upstream. */
export function changeUser(
  context: UserContext,
  id: string,
  change: Change,
  operation: Operation,
): Promise<User> {
  return context.locks.hold(id, async () => {
    const stored = await context.store.users.get(id);
    if (stored?.deleted !== undefined) throw notFound();
    const kept = (stored?.kept ?? {}) as Resource;
    return changeLocked(context, id, { stored, kept }, change, operation);
  });
}

/** What the bridge holds of a user: the index entry, and what the IdP sent so far. */
export interface Known {
  readonly stored: StoredUser | undefined;
  readonly kept: Resource;
}

/** The same for who holds the lock and has read the index entry already. */
export async function changeLocked(
  context: UserContext,
  id: string,
  { stored, kept: keptBefore }: Known,
  change: Change,
  operation: Operation,
): Promise<User> {
  let after: Resource = {};
  const changeOf = (current: UserRecord): UserRecord => {
    const before = renderUser(context.mapping, current, keptBefore);
    after = change(before);
    if (after === before) return current;
    return changeRecord(context.mapping, current, before, after, operation.dropped);
  };
  const keep = async (record: UserRecord, kept: Resource): Promise<StoredUser> => {
    const entry = indexUser(context, stored, record, kept);
    if (entry !== stored) await context.store.users.put(entry);
    return entry;
  };
  const onDisabled = (disabled: UserRecord) => keep(disabled, keptBefore);
  const record = await readModifyWrite(context, id, changeOf, onDisabled, operation);
  const kept = keepable(after);
  const { resource } = await keep(record, kept);
  return {
    id,
    resource: { ...renderUser(context.mapping, record, kept), meta: (resource as Resource).meta ?? {} },
  };
}

async function readModifyWrite(
  context: UserContext,
  id: string,
  change: (current: UserRecord) => UserRecord,
  onDisabled: (record: UserRecord) => Promise<unknown>,
  operation: Operation,
): Promise<UserRecord> {
  for (let attempt = 1; ; attempt++) {
    const current = await readRecord(context, id, operation);
    const next = change(current);
    if (next === current) return current;
    try {
      await guardOwner(context, current, next);
      if (next.username !== current.username) await guardUsername(context, current, next);
      await context.client.users.replace(current, next, operation);
      return next;
    } catch (failure) {
      if (isPassing(failure)) await pauseAfter(failure, attempt, operation.signal);
      else if (isRefused(failure) && isLeaverWithMore(context, current, next)) {
        const disabled = { ...current, status: next.status ?? null };
        await context.client.users.replace(current, disabled, operation);
        await onDisabled(disabled);
        throw refusedBesides(failure);
      } else throw failure;
    }
  }
}

/** A live read. Who is gone upstream leaves the index, so that the next look-up does not find a ghost. */
export async function readRecord(
  context: UserContext,
  id: string,
  operation: Operation,
): Promise<UserRecord> {
  try {
    return await context.client.users.get(id, operation);
  } catch (failure) {
    if (!isQualtrics(failure, 'not-found')) throw failure;
    await context.store.users.remove(id);
    throw notFound();
  }
}

/** Qualtrics' own check is the backstop; its case rules are unknown, ours are RFC 7643 4.1.1. */
async function guardUsername(context: UserContext, record: UserRecord, next: UserRecord): Promise<void> {
  checkedUsername(next.username);
  const userName = foldCase(context.settings.usernames.toScim(next.username));
  const holders = await context.store.users.lookUp('userName', userName);
  if (holders.some((holder) => holder.id !== record.id)) {
    throw new ProvisioningError('taken', 'userName is already used by another account.');
  }
}

function isRefused(failure: unknown): boolean {
  if (failure instanceof ProvisioningError) return failure.code === 'invalid' || failure.code === 'taken';
  return isQualtrics(failure, 'invalid', 'taken');
}

function isLeaverWithMore(context: UserContext, current: UserRecord, next: UserRecord): boolean {
  const { statusDisabled } = context.settings;
  if (next.status !== statusDisabled || current.status === statusDisabled) return false;
  return context.mapping.some(({ field }) => field !== 'status' && next[field] !== current[field]);
}

/** A leaver is disabled whatever Qualtrics thinks of the rest of the request; the refusal is still answered. */
function refusedBesides(failure: unknown): unknown {
  const known = toProvisioningError(failure);
  if (!(known instanceof ProvisioningError)) return known;
  const detail = `The account was disabled, but the rest of the request was refused. ${known.detail}`;
  return new ProvisioningError(known.code, detail, {
    upstreamRequestId: known.upstreamRequestId,
    cause: failure,
  });
}

function notFound(): ProvisioningError {
  return new ProvisioningError('not-found', 'There is no such user.');
}
