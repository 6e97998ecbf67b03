/**
 * A user comes in (POST):
 *
 *   lock the userName -> known? ours after all, or conflict, or adopted; deleted over SCIM? the same account comes back
 *     -> make the account (make-account.ts) -> read back -> PUT what POST can't set (status) -> keep the rest
 */
import type { StoredUser } from '../store/store.ts';
import { accountsNamed } from './accounts-named.ts';
import { become, isSomebodyElse, takeOver } from './adopt-user.ts';
import { fieldChanges, keptChanges } from './audit/changes.ts';
import { outcomeOf } from './audit/outcome.ts';
import { userEntry } from './audit/user-entry.ts';
import { changeLocked } from './change-user.ts';
import { isNotFound } from './failures.ts';
import { findUpstream } from './find-upstream.ts';
import { isNamed } from './guard-username.ts';
import { userNameKey } from './index-user.ts';
import { isMadeSince, makeAccount, pendingCreation } from './make-account.ts';
import { draftUser, inDefaultDivision } from './mapping/draft-user.ts';
import { keepable } from './mapping/render-user.ts';
import type { Operation } from './operation.ts';
import { passwordFor } from './password.ts';
import { pauseAfter } from './pause.ts';
import { readUserIfAny } from './read-user.ts';
import { noSuchUser, notShownYet, taken } from './refusals.ts';
import type { Resource } from './resource.ts';
import type { Change, User, UserContext } from './user-context.ts';

export interface NewUser {
  readonly resource: Resource;
  readonly password: string | undefined;
}

/** One POST; `userName` is what look-ups compare with. */
interface Request extends NewUser {
  readonly userName: string;
  readonly operation: Operation;
}

export function createUser(context: UserContext, user: NewUser, operation: Operation): Promise<User> {
  const userName = userNameKey(context, String(user.resource.userName ?? ''));
  const work = async (held: Operation) => {
    const request = { ...user, userName, operation: held };
    const known = await accountOf(context, request);
    if (known && (await isOurs(context, known, request))) return await finish(context, known.id, request);
    if (known) return await takeOver(context, known.id, user.resource, held);
    const deleted = await context.store.users.lookUpDeleted(userName);
    // Who is gone from Qualtrics cannot come back; if the name is taken after all, that is found out below.
    const back =
      deleted?.gone === undefined ? deleted && (await comeBack(context, deleted, request)) : undefined;
    return back ?? (await create(context, request));
  };
  const audited = (held: Operation) =>
    work(held).catch((failure: unknown) => refused(context, userName, held, failure));
  return context.locks.hold(`userName:${userName}`, operation, audited);
}

async function refused(
  { store }: UserContext,
  userName: string,
  operation: Operation,
  failure: unknown,
): Promise<never> {
  const entry = userEntry('create', 'failed', operation, { fields: { username: { to: userName } } });
  await store.audit.add([{ ...entry, ...outcomeOf(failure) }]);
  throw failure;
}

/** The account that the index has under that name, if Qualtrics has it too. */
async function accountOf(context: UserContext, { userName, operation }: Request): Promise<User | undefined> {
  for (const { id } of await accountsNamed(context, userName)) {
    const user = await readUserIfAny(context, id, operation);
    if (user && isNamed(context, user.resource, userName)) return user;
  }
  return undefined;
}

/** Made by an earlier request that did not live to tell, and listed since. */
async function isOurs(context: UserContext, held: User, { userName, resource }: Request): Promise<boolean> {
  const pending = await pendingCreation(context, userName);
  return pending !== undefined && isMadeSince(pending, held) && !isSomebodyElse(held.resource, resource);
}

/**
 * The account of a user who was deleted over SCIM lives on, disabled; the same person gets it back. Not
 * under another name than the one it was given in Qualtrics since: that account was put aside, and the name is free.
 */
function comeBack(
  context: UserContext,
  deleted: StoredUser,
  { resource, userName, operation }: Request,
): Promise<User | undefined> {
  const change: Change = (current) => {
    if (!isNamed(context, current, userName)) throw noSuchUser();
    return become(context.mapping, { active: true, ...resource })(current);
  };
  const work = async (held: Operation) => {
    const known = { stored: deleted, kept: deleted.kept as Resource, action: 'restore' } as const;
    return await changeLocked(context, deleted.id, known, change, held).catch(absent);
  };
  return context.locks.hold(deleted.id, operation, work);
}

async function create(context: UserContext, request: Request): Promise<User> {
  const { userName, resource, operation } = request;
  const password = passwordFor(context.policies.password, request.password);
  const draft = draftUser(context.mapping, resource, context.defaults, password, operation.dropped);
  const account = await makeAccount(context, userName, draft, operation);
  if (!account) return await conflict(context, draft.username, request);
  const { password: _password, ...record } = draft;
  const fields = fieldChanges({}, record);
  const kept = keptChanges(context.mapping, {}, keepable(resource), fields);
  await context.store.audit.add([userEntry('create', 'done', operation, { ...account, fields, kept })]);
  return await finish(context, account.id, request);
}

/** Qualtrics alone knew of that account: from now on the index does too, so that the IdP's next look-up links it. */
async function conflict(context: UserContext, username: string, request: Request): Promise<User> {
  const id = await findUpstream(context, username, request.operation, new Date());
  const held = id === undefined ? undefined : await context.store.users.get(id);
  if (held && held.deleted === undefined)
    return await takeOver(context, held.id, request.resource, request.operation);
  const back = held && (await comeBack(context, held, request));
  if (back) return back;
  throw taken('another Qualtrics account, maybe of another brand');
}

/** Reads back what was made and sets what POST could not: the status, and a division that did not take. */
async function finish(context: UserContext, id: string, request: Request): Promise<User> {
  const { userName, operation } = request;
  const resource = inDefaultDivision(request.resource, context.defaults);
  const work = async (held: Operation) => {
    const stored = await context.store.users.get(id);
    // What was sent counts as kept from the start: a value that Qualtrics holds in other letters needs no PUT.
    const known = { stored, kept: keepable(request.resource), over: { creation: userName } };
    return await changeLocked(context, id, known, become(context.mapping, resource), held);
  };
  for (let attempt = 1; ; attempt++) {
    const user = await context.locks.hold(id, operation, work).catch(absent);
    if (user) return user;
    await pauseAfter(notShownYet(), attempt, operation.signal);
  }
}

function absent(failure: unknown): undefined {
  if (!isNotFound(failure)) throw failure;
}
