/**
 * Lists and look-ups, from the index (design D5):
 *
 *   one term names a user? -> candidates by that key -> a single hit is read live before it is returned
 *     -> no hit and the index is not fresh? ask Qualtrics
 *   else a page, or all that match, streamed
 */
import type { StoredUser } from '../store/store.ts';
import { readRecord } from './change-user.ts';
import { findUpstream } from './find-upstream.ts';
import { usersOfGroup, withGroups } from './groups/user-groups.ts';
import { foldCase, indexUser } from './index-user.ts';
import { renderUser } from './mapping/render-user.ts';
import type { Operation } from './operation.ts';
import { ProvisioningError } from './provisioning-error.ts';
import type { Resource } from './resource.ts';
import { type User, type UserContext, userOf } from './user-context.ts';

/** What names one user, or a few. */
type Key = 'id' | 'userName' | 'externalId' | 'email';

export interface UserQuery {
  /** A term that every match must fulfil, and that an index answers. */
  readonly lookUp?: { readonly by: Key | 'group'; readonly value: string } | undefined;
  /** Whether the filter asks for `groups`, which the index has apart. */
  readonly asksGroups?: boolean;
  /** The whole filter; absent: every user. */
  readonly matches?: ((resource: Resource) => boolean) | undefined;
  /** From 0. */
  readonly offset: number;
  readonly limit: number;
}

export interface UserPage {
  readonly total: number;
  readonly users: readonly User[];
}

/** One user, read live. 'not-found' for who is deleted over SCIM or gone upstream. */
export async function getUser(context: UserContext, id: string, operation: Operation): Promise<User> {
  const stored = await context.store.users.get(id);
  if (stored?.deleted !== undefined) throw new ProvisioningError('not-found', 'There is no such user.');
  const record = await readRecord(context, id, operation);
  const kept = (stored?.kept ?? {}) as Resource;
  const entry = indexUser(context, stored, record, kept);
  if (entry !== stored) await writeThrough(context, id, stored, entry);
  const meta = (entry.resource as Resource).meta ?? {};
  return { id, resource: { ...renderUser(context.mapping, record, kept), meta } };
}

export async function findUsers(
  context: UserContext,
  query: UserQuery,
  operation: Operation,
): Promise<UserPage> {
  if (!query.matches) return await page(context, query);
  if (!query.lookUp) return await filtered(context, query, context.store.users.scan());
  const { by, value } = query.lookUp;
  if (by === 'group') return await filtered(context, query, usersOfGroup(context.store, value));
  let found = await matching(context, query, await candidates(context, by, value));
  if (found.length === 0 && (await askQualtrics(context, by, value, operation))) {
    found = await matching(context, query, await candidates(context, by, value));
  }
  const [only] = found;
  if (!only) return { total: 0, users: [] };
  if (found.length > 1) return { total: found.length, users: window(found, query).map(userOf) };
  const user = await live(context, only, operation);
  if (!user || !(await fits(context, query, user.resource))) return { total: 0, users: [] };
  return { total: 1, users: query.offset === 0 && query.limit > 0 ? [user] : [] };
}

async function matching(
  context: UserContext,
  query: UserQuery,
  users: readonly StoredUser[],
): Promise<StoredUser[]> {
  const found: StoredUser[] = [];
  for (const user of users) if (await fits(context, query, user.resource as Resource)) found.push(user);
  return found;
}

async function fits(context: UserContext, query: UserQuery, resource: Resource): Promise<boolean> {
  if (!query.matches) return true;
  const [asked = resource] = query.asksGroups ? await withGroups(context.store, [resource]) : [resource];
  return query.matches(asked);
}

async function candidates(context: UserContext, by: Key, value: string): Promise<StoredUser[]> {
  const { users } = context.store;
  if (by === 'id') {
    const user = await users.get(value);
    return user && user.deleted === undefined ? [user] : [];
  }
  const found = await users.lookUp(by, by === 'externalId' ? value : foldCase(value));
  if (by !== 'userName' || found.length < 2) return found;
  // A brand with SSO may hold a local joe@x beside joe@x#brand: the IdP means the latter.
  const preferred = found.filter(({ record }) =>
    context.settings.usernames.isPreferred(String(record.username)),
  );
  return preferred.length > 0 ? preferred : found;
}

/** True when Qualtrics was asked, so that looking again may find more. externalIds are known here alone. */
async function askQualtrics(
  context: UserContext,
  by: Key,
  value: string,
  operation: Operation,
): Promise<boolean> {
  if (by === 'externalId' || context.index.isFresh()) return false;
  if (by === 'id') return await getUser(context, value, operation).then(() => true, absent);
  if (by === 'userName')
    await findUpstream(context, context.settings.usernames.toQualtrics(value), operation);
  else await context.index.refresh(operation.signal);
  return true;
}

async function live(
  context: UserContext,
  stored: StoredUser,
  operation: Operation,
): Promise<User | undefined> {
  const user = await getUser(context, stored.id, operation).catch(absent);
  return user || undefined;
}

async function page(context: UserContext, { offset, limit }: UserQuery): Promise<UserPage> {
  const total = await context.store.users.count();
  const found = limit > 0 && offset < total ? await context.store.users.page(offset, limit) : [];
  return { total, users: found.map(userOf) };
}

async function filtered(
  context: UserContext,
  query: UserQuery,
  source: AsyncIterable<StoredUser>,
): Promise<UserPage> {
  const users: User[] = [];
  let total = 0;
  for await (const stored of source) {
    if (!(await fits(context, query, stored.resource as Resource))) continue;
    if (total >= query.offset && users.length < query.limit) users.push(userOf(stored));
    total += 1;
  }
  return { total, users };
}

function window<T>(found: readonly T[], { offset, limit }: UserQuery): T[] {
  return found.slice(offset, offset + limit);
}

/** A read must not undo a change that is being written at the moment: that one writes the index itself. */
async function writeThrough(
  context: UserContext,
  id: string,
  stored: StoredUser | undefined,
  entry: StoredUser,
): Promise<void> {
  await context.locks.holdFree([id], async ([free]) => {
    if (free === undefined) return;
    const now = await context.store.users.get(id);
    if (now?.lastModified === stored?.lastModified && now?.deleted === undefined)
      await context.store.users.put(entry);
  });
}

function absent(failure: unknown): false {
  if (failure instanceof ProvisioningError && failure.code === 'not-found') return false;
  throw failure;
}
