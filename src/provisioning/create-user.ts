/**
 * A user comes in (POST):
 *
 *   lock the userName -> known? conflict or adopt; deleted over SCIM? the same account comes back
 *     -> note the creation -> POST -> read back -> PUT what POST can't set (status) -> keep the rest
 *
 * A POST that may have landed is looked up before it is repeated, also by the next process after a crash: the note
 * says that an account of that name which Qualtrics suddenly has is ours.
 */
import { randomBytes } from 'node:crypto';
import type { UserDraft } from '../qualtrics/records.ts';
import type { StoredUser } from '../store/store.ts';
import { changeLocked, readRecord } from './change-user.ts';
import { isPassing, isQualtrics } from './failures.ts';
import { findUpstream } from './find-upstream.ts';
import { foldCase } from './index-user.ts';
import { draftUser } from './mapping/draft-user.ts';
import { replaceResource } from './mapping/replace-resource.ts';
import type { Operation } from './operation.ts';
import { pauseAfter } from './pause.ts';
import { ProvisioningError } from './provisioning-error.ts';
import type { Resource } from './resource.ts';
import type { Change, User, UserContext } from './user-context.ts';

export interface NewUser {
  readonly resource: Resource;
  readonly password: string | undefined;
}

const NOTHING_CLEARED: ReadonlySet<string> = new Set();

export function createUser(context: UserContext, user: NewUser, operation: Operation): Promise<User> {
  const userName = foldCase(String(user.resource.userName));
  return context.locks.hold(`userName:${userName}`, async () => {
    const held = await accountOf(context, userName, operation);
    if (held) return await takeOver(context, held, user.resource, operation);
    const deleted = await context.store.users.lookUpDeleted(userName);
    if (deleted) {
      const back = await comeBack(context, deleted, user.resource, operation);
      if (back) return back;
    }
    return await create(context, userName, user, operation);
  });
}

/** The index's account of that name, if Qualtrics still has it under that name. */
async function accountOf(
  context: UserContext,
  userName: string,
  operation: Operation,
): Promise<StoredUser | undefined> {
  for (const stored of await context.store.users.lookUp('userName', userName)) {
    const record = await readRecord(context, stored.id, operation).catch(absent);
    if (record && foldCase(context.settings.usernames.toScim(record.username)) === userName) return stored;
  }
  return undefined;
}

/** An account that is there already: a conflict, or adopted where the policy says so and no other person of the IdP has it. */
async function takeOver(
  context: UserContext,
  held: StoredUser,
  resource: Resource,
  operation: Operation,
): Promise<User> {
  const externalId = held.kept.externalId;
  const isSomebodyElse = externalId !== undefined && externalId !== resource.externalId;
  const isOwner = (await context.owner()) === held.id;
  if (context.policies.onConflict === 'conflict' || isSomebodyElse || isOwner) {
    throw new ProvisioningError('taken', 'userName is already used by another account.');
  }
  return await adopt(context, held.id, resource, operation);
}

function adopt(context: UserContext, id: string, resource: Resource, operation: Operation): Promise<User> {
  return context.locks.hold(id, async () => {
    const stored = await context.store.users.get(id);
    const kept = (stored?.kept ?? {}) as Resource;
    return await changeLocked(context, id, { stored, kept }, become(context, resource), operation);
  });
}

/** The user becomes what was sent; what was not sent of the Qualtrics account stays. */
function become(context: UserContext, resource: Resource): Change {
  return (current) => replaceResource(context.mapping, current, resource, NOTHING_CLEARED);
}

/** Design D12: the account of a user who was deleted over SCIM lives on, disabled; the same person gets it back. */
function comeBack(
  context: UserContext,
  deleted: StoredUser,
  resource: Resource,
  operation: Operation,
): Promise<User | undefined> {
  return context.locks.hold(deleted.id, async () => {
    const known = { stored: deleted, kept: deleted.kept as Resource };
    const change = become(context, { active: true, ...resource });
    return await changeLocked(context, deleted.id, known, change, operation).catch(absent);
  });
}

async function create(
  context: UserContext,
  userName: string,
  { resource, password }: NewUser,
  operation: Operation,
): Promise<User> {
  const draft = draftUser(
    context.mapping,
    resource,
    context.defaults,
    passwordFor(context, password),
    operation.dropped,
  );
  const id =
    (await createdBefore(context, userName, draft, operation)) ??
    (await post(context, userName, draft, operation));
  if (id !== undefined) return await finish(context, userName, id, resource, operation);
  return await taken(context, draft.username, resource, operation);
}

/** The account that an earlier request made without living to tell. */
async function createdBefore(
  context: UserContext,
  userName: string,
  draft: UserDraft,
  operation: Operation,
): Promise<string | undefined> {
  const pending = await context.store.pendingCreations.get(userName);
  return pending && (await findUpstream(context, draft.username, operation));
}

/** The new id, or undefined when the username is taken. */
async function post(
  context: UserContext,
  userName: string,
  draft: UserDraft,
  operation: Operation,
): Promise<string | undefined> {
  await context.store.pendingCreations.begin({ userName, since: new Date().toISOString() });
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.client.users.create(draft, operation);
    } catch (failure) {
      const unsure = isQualtrics(failure) && failure.mayHaveLanded;
      if (!unsure) await context.store.pendingCreations.end(userName);
      if (isQualtrics(failure, 'taken')) return undefined;
      const landed = unsure ? await findUpstream(context, draft.username, operation) : undefined;
      if (landed !== undefined) return landed;
      if (!isPassing(failure)) throw failure;
      await pauseAfter(failure, attempt, operation.signal);
    }
  }
}

/** Qualtrics alone knew of that account: from now on the index does too, so that the IdP's next look-up links it. */
async function taken(
  context: UserContext,
  username: string,
  resource: Resource,
  operation: Operation,
): Promise<User> {
  const found = await findUpstream(context, username, operation);
  const held = found === undefined ? undefined : await context.store.users.get(found);
  if (held) return await takeOver(context, held, resource, operation);
  throw new ProvisioningError(
    'taken',
    'userName is already used by another Qualtrics account, maybe of another brand.',
  );
}

/** Reads back what was made and sets what POST could not: the status, and a division that did not take. */
async function finish(
  context: UserContext,
  userName: string,
  id: string,
  resource: Resource,
  operation: Operation,
): Promise<User> {
  const user = await context.locks.hold(id, async () => {
    const stored = await context.store.users.get(id);
    // What was sent counts as kept from the start: a value that Qualtrics holds in other letters needs no PUT.
    return await changeLocked(context, id, { stored, kept: resource }, become(context, resource), operation);
  });
  await context.store.pendingCreations.end(userName);
  return user;
}

function passwordFor(context: UserContext, sent: string | undefined): string | undefined {
  const { password } = context.policies;
  if (password === 'omit') return undefined;
  return (password === 'pass' ? sent : undefined) ?? randomPassword();
}

/** Nobody ever sees it; letters of all kinds, since brands may have password rules. */
function randomPassword(): string {
  return `${randomBytes(24).toString('base64url')}aA1-`;
}

function absent(failure: unknown): undefined {
  if (failure instanceof ProvisioningError && failure.code === 'not-found') return undefined;
  throw failure;
}
