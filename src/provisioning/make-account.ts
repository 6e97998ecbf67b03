/**
 * An account is made once:
 *
 *   note the creation -> POST -> done, taken or refused? the note goes
 *     -> no answer, or one that leaves it open? look for it before the POST is repeated; the note stays until it is found
 *
 * So an account of that name which Qualtrics suddenly has is known as ours, also by the next process after a crash.
 */
import type { UserDraft } from '../qualtrics/records.ts';
import type { PendingCreation } from '../store/store.ts';
import { isPassing, isQualtrics } from './failures.ts';
import { findUpstream } from './find-upstream.ts';
import { object } from './mapping/user-mapping.ts';
import type { Operation } from './operation.ts';
import { pauseAfter } from './pause.ts';
import { readUserIfAny } from './read-user.ts';
import { notShownYet } from './refusals.ts';
import { QUALTRICS_USER_SCHEMA } from './resource.ts';
import type { User, UserContext } from './user-context.ts';

/** For how long a creation whose end is not known explains an account. IdPs repeat within hours. */
const NOTE_LIFETIME_MS = 24 * 60 * 60 * 1_000;
/** Clocks differ. */
const SKEW_MS = 5 * 60 * 1_000;

/** An account that was made: by the POST with that id of Qualtrics', or by an earlier one. */
export interface Account {
  readonly id: string;
  readonly requestId?: string | undefined;
}

/** The creation of that userName whose end is not known, if any. */
export async function pendingCreation(
  { store }: UserContext,
  userName: string,
): Promise<PendingCreation | undefined> {
  const pending = await store.pendingCreations.get(userName);
  return pending && Date.now() - Date.parse(pending.since) < NOTE_LIFETIME_MS ? pending : undefined;
}

/** Whether that creation can have made this account: an older one was somebody's before. */
export function isMadeSince({ since }: PendingCreation, { resource }: User): boolean {
  const made = object(resource[QUALTRICS_USER_SCHEMA])?.accountCreationDate;
  // Not every brand tells the date; then the note has to do.
  return typeof made !== 'string' || Date.parse(made) >= Date.parse(since) - SKEW_MS;
}

/** The new account, or undefined when its username is somebody else's. Whoever gets it ends the note. */
export async function makeAccount(
  context: UserContext,
  userName: string,
  draft: UserDraft,
  operation: Operation,
): Promise<Account | undefined> {
  const { pendingCreations } = context.store;
  const earlier = await pendingCreation(context, userName);
  const pending = earlier ?? { userName, since: new Date().toISOString() };
  const search = () => findMade(context, pending, draft.username, operation);
  let isOpen = earlier !== undefined;
  const before = isOpen ? await search() : undefined;
  if (before?.isOurs) return before;
  for (let attempt = 1; ; attempt++) {
    await pendingCreations.begin(pending);
    try {
      return await context.client.users.create(draft, operation);
    } catch (failure) {
      isOpen ||= isQualtrics(failure) && failure.mayHaveLanded;
      const isTaken = isQualtrics(failure, 'taken');
      const found = isOpen ? await search() : undefined;
      if (found?.isOurs) return found;
      if (isTaken && isOpen && !found) throw notShownYet();
      if (isTaken || !isOpen) await pendingCreations.end(userName);
      if (isTaken) return undefined;
      if (!isPassing(failure)) throw failure;
      await pauseAfter(failure, attempt, operation.signal);
    }
  }
}

async function findMade(
  context: UserContext,
  pending: PendingCreation,
  username: string,
  operation: Operation,
): Promise<{ readonly id: string; readonly isOurs: boolean } | undefined> {
  const id = await findUpstream(context, username, operation, new Date());
  if (id === undefined) return undefined;
  const user = await readUserIfAny(context, id, operation);
  return { id, isOurs: user !== undefined && isMadeSince(pending, user) };
}
