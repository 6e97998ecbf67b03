/**
 * Lists and look-ups, from the index:
 *
 *   one term names a user? -> candidates by that key -> few are read live before they are returned
 *     -> no hit and the index is not fresh? ask Qualtrics
 *   else a page of all, or of those whom the store finds, or those who match of a stream, narrowed as far as the store can;
 *     never of an index that was not complete yet
 */
import { foldCase } from '../store/fold-case.ts';
import type { StoredUser } from '../store/store.ts';
import type { UserCondition } from '../store/user-condition.ts';
import { accountsNamed } from './accounts-named.ts';
import { findUpstream } from './find-upstream.ts';
import { withGroups } from './groups/user-groups.ts';
import type { Operation } from './operation.ts';
import { readUserIfAny } from './read-user.ts';
import type { Resource } from './resource.ts';
import { type User, type UserContext, userOf } from './user-context.ts';

const MOST_READ_LIVE = 3;

/** What names one user, or a few. */
type Key = 'id' | 'userName' | 'externalId' | 'email';

export type { UserCondition };

export interface UserQuery {
  /** A term that every match must fulfil, and that names few. */
  readonly lookUp?: { readonly by: Key; readonly value: string } | undefined;
  /** What every match must fulfil, as far as the store can find that. */
  readonly condition?: UserCondition | undefined;
  /** Whether the condition says all that the filter does. */
  readonly isWhole?: boolean;
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

export async function findUsers(
  context: UserContext,
  query: UserQuery,
  operation: Operation,
): Promise<UserPage> {
  const { lookUp, offset, limit } = query;
  if (!lookUp) return await listed(context, query, operation);
  const { by, value } = lookUp;
  let found = await verified(context, query, await candidates(context, by, value), operation);
  if (found.length === 0 && (await askQualtrics(context, by, value, operation))) {
    found = await verified(context, query, await candidates(context, by, value), operation);
  }
  return { total: found.length, users: found.slice(offset, offset + limit) };
}

/** A part of the index would pass for the whole: an IdP that imports it would take everybody else for gone. */
async function listed(context: UserContext, query: UserQuery, operation: Operation): Promise<UserPage> {
  if (!context.index.completed()) await context.index.refresh(operation.signal);
  if (!query.matches) return await page(context, query);
  const { condition, isWhole, offset, limit } = query;
  if (!condition || !isWhole) return await filtered(context, query);
  const found = await context.store.users.find(condition, offset, limit);
  return { total: found.total, users: found.users.map(userOf) };
}

/** Those candidates who match. Few are read live, because Qualtrics may know better than the index. */
async function verified(
  context: UserContext,
  query: UserQuery,
  candidates: readonly StoredUser[],
  operation: Operation,
): Promise<User[]> {
  const isFew = candidates.length <= MOST_READ_LIVE;
  const found: User[] = [];
  for (const candidate of candidates) {
    const user = isFew ? await readUserIfAny(context, candidate.id, operation, candidate) : userOf(candidate);
    if (user && (await fits(context, query, user.resource))) found.push(user);
  }
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
  if (by === 'userName') return await accountsNamed(context, value);
  return await users.lookUp(by, by === 'externalId' ? value : foldCase(value));
}

/** True when Qualtrics was asked, so that looking again may find more. externalIds are known here alone. */
async function askQualtrics(
  context: UserContext,
  by: Key,
  value: string,
  operation: Operation,
): Promise<boolean> {
  if (by === 'externalId' || context.index.isFresh()) return false;
  if (by === 'id') return (await readUserIfAny(context, value, operation)) !== undefined;
  if (by === 'userName')
    await findUpstream(context, context.settings.usernames.toQualtrics(value), operation);
  else await context.index.refresh(operation.signal);
  return true;
}

async function page(context: UserContext, { offset, limit }: UserQuery): Promise<UserPage> {
  const total = await context.store.users.count();
  const found = limit > 0 && offset < total ? await context.store.users.page(offset, limit) : [];
  return { total, users: found.map(userOf) };
}

async function filtered(context: UserContext, query: UserQuery): Promise<UserPage> {
  const users: User[] = [];
  let total = 0;
  for await (const stored of context.store.users.scan(query.condition)) {
    if (!(await fits(context, query, stored.resource as Resource))) continue;
    if (total >= query.offset && users.length < query.limit) users.push(userOf(stored));
    total += 1;
  }
  return { total, users };
}
