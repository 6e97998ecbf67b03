/**
 * The listing of GET /users into the index:
 *
 *   each page -> lay the summaries over what is known -> put what differs
 *   at the end -> who was not listed is asked for once more -> gone upstream? out of the index
 *
 * Users that a request holds at the moment are passed over: that request writes the index itself, and newer.
 */
import { isDeepStrictEqual } from 'node:util';
import type { UserSummary } from '../qualtrics/records.ts';
import type { StoredUser } from '../store/store.ts';
import { isPassing, isQualtrics } from './failures.ts';
import { forgetUser } from './forget-user.ts';
import { indexUser } from './index-user.ts';
import { isBareNotFound } from './read-user.ts';
import type { Resource } from './resource.ts';
import type { UserContext } from './user-context.ts';

/** One whole listing; returns how many users Qualtrics has. */
export async function syncUsers(
  context: UserContext,
  signal: AbortSignal,
  onPage: (page: readonly UserSummary[]) => Promise<void>,
): Promise<number> {
  const began = new Date();
  const options = { lane: 'background', signal } as const;
  const listed = new Set<string>();
  for await (const page of context.client.users.list(options)) {
    for (const { id } of page) listed.add(id);
    await indexSummaries(context, page, began);
    await onPage(page);
  }
  for await (const id of context.store.users.ids()) {
    if (!listed.has(id) && !(await isSettled(context, id, began, options))) break;
  }
  return listed.size;
}

/** `since`: when the page was asked for, or before; what a request wrote after that is newer. */
export async function indexSummaries(
  context: UserContext,
  summaries: readonly UserSummary[],
  since: Date,
): Promise<void> {
  const byId = new Map(summaries.map((summary) => [summary.id, summary]));
  await context.locks.holdFree([...byId.keys()], async (free, confirm) => {
    const entries: StoredUser[] = [];
    for (const id of free) {
      const summary = byId.get(id);
      const stored = await context.store.users.get(id);
      if (!summary || (stored && stored.lastModified >= since.toISOString())) continue;
      const entry = laidOver(context, stored, summary);
      if (entry !== stored) entries.push(entry);
    }
    confirm();
    await context.store.users.putAll(entries);
  });
}

function laidOver(context: UserContext, stored: StoredUser | undefined, summary: UserSummary): StoredUser {
  const record = { ...stored?.record, ...summary };
  if (stored?.deleted !== undefined && isDeepStrictEqual(record, stored.record)) return stored;
  const entry = indexUser(context, stored, record, (stored?.kept ?? {}) as Resource);
  // Who was deleted over SCIM stays so; a POST may find the account by the name that it has by now.
  const { deleted, purgeAfter } = stored ?? {};
  return deleted === undefined ? entry : { ...entry, deleted, ...(purgeAfter && { purgeAfter }) };
}

/** Asks for somebody who was not listed. False in an outage: the rest is left to the next listing. */
async function isSettled(
  context: UserContext,
  id: string,
  since: Date,
  options: { lane: 'background'; signal: AbortSignal },
): Promise<boolean> {
  const stored = await context.store.users.get(id);
  // Too new for the list.
  if (!stored || stored.lastModified >= since.toISOString()) return true;
  try {
    await context.client.users.get(id, options);
  } catch (failure) {
    // The list says the same, so a 404 needs no code (design D13).
    if (isQualtrics(failure, 'not-found') || isBareNotFound(failure)) await forgetUser(context, id);
    else if (isPassing(failure)) return false;
  }
  return true;
}
