/**
 * One user, read live:
 *
 *   GET -> the record, laid over what the IdP sent -> resource
 *     -> the index gets what is new -> who is truly not found is shown no more
 */
import type { QualtricsError } from '../qualtrics/errors.ts';
import type { UserRecord } from '../qualtrics/records.ts';
import type { StoredUser } from '../store/store.ts';
import { isNotFound, isQualtrics } from './failures.ts';
import { isDeleted, loseUser } from './gone-user.ts';
import { indexUser } from './index-user.ts';
import { withPermissions } from './mapping/render-user.ts';
import type { Operation } from './operation.ts';
import { noSuchUser } from './refusals.ts';
import type { Resource } from './resource.ts';
import type { User, UserContext } from './user-context.ts';

/** 'not-found' for who is deleted over SCIM or gone upstream. `known`: the index entry, where it has just been read. */
export async function readUser(
  context: UserContext,
  id: string,
  operation: Operation,
  known?: StoredUser,
): Promise<User> {
  const stored = known ?? (await context.store.users.get(id));
  if (stored && isDeleted(stored)) throw noSuchUser();
  const record = await readRecord(context, id, operation);
  const kept = (stored?.kept ?? {}) as Resource;
  const entry = indexUser(context, stored, record, kept);
  if (entry !== stored) await writeThrough(context, id, stored, entry);
  return { id, resource: withPermissions(entry.resource as Resource, record) };
}

/** The same where nobody may be there. */
export async function readUserIfAny(
  context: UserContext,
  id: string,
  operation: Operation,
  known?: StoredUser,
): Promise<User | undefined> {
  try {
    return await readUser(context, id, operation, known);
  } catch (failure) {
    if (isNotFound(failure)) return undefined;
    throw failure;
  }
}

/** The record of a user as it is now. Throws 'not-found' for who is gone upstream. */
export async function readRecord(
  context: UserContext,
  id: string,
  operation: Operation,
): Promise<UserRecord> {
  const began = performance.now();
  try {
    const record = await context.client.users.get(id, operation);
    context.checks.saw(context, record, began);
    return record;
  } catch (failure) {
    if (!(await saysGone(context, id, failure, operation))) throw failure;
    await loseUser(context, id);
    throw noSuchUser();
  }
}

/**
 * A 404 is believed when Qualtrics gave a code with it, or when its list agrees. Without a code it may be
 * a proxy's, or that of a host that is not the API's.
 */
export async function saysGone(
  context: UserContext,
  id: string,
  failure: unknown,
  operation: Operation,
): Promise<boolean> {
  if (isQualtrics(failure, 'not-found')) return true;
  if (!isBareNotFound(failure)) return false;
  const stored = await context.store.users.get(id);
  if (!stored) return context.index.isFresh();
  const listed = await context.client.users.findByUsername(String(stored.record.username), operation);
  return listed !== undefined && !listed.some((user) => user.id === id);
}

/** A 404 in Qualtrics' envelope that names no code. */
export function isBareNotFound(failure: unknown): failure is QualtricsError {
  return isQualtrics(failure, 'unavailable') && failure.status === 404 && failure.fromApi;
}

/** A read must not undo a change that is being written at the moment: that one writes the index itself. */
async function writeThrough(
  context: UserContext,
  id: string,
  stored: StoredUser | undefined,
  entry: StoredUser,
): Promise<void> {
  await context.locks.holdFree([id], async ([free], { confirm }) => {
    if (free === undefined) return;
    const now = await context.store.users.get(id);
    const isUnchanged = now?.lastModified === stored?.lastModified && !(now && isDeleted(now));
    confirm();
    if (isUnchanged) await context.store.users.put(entry);
  });
}
