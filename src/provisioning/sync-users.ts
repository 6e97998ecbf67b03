/**
 * The listing of GET /users into the index:
 *
 *   each page -> lay the summaries over what is known -> put what differs
 *   at the end -> who was not listed is asked for once more -> gone upstream? out of the index
 *
 * Users that a request holds at the moment are passed over: that request writes the index itself, and newer.
 */
import type { UserSummary } from '../qualtrics/records.ts';
import type { StoredUser } from '../store/store.ts';
import { isQualtrics } from './failures.ts';
import { indexUser } from './index-user.ts';
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
    if (!listed.has(id)) await confirmGone(context, id, options);
  }
  return listed.size;
}

/** `since`: what a request wrote after that is newer than the page. */
export async function indexSummaries(
  context: UserContext,
  summaries: readonly UserSummary[],
  since: Date = new Date(),
): Promise<void> {
  const byId = new Map(summaries.map((summary) => [summary.id, summary]));
  await context.locks.holdFree([...byId.keys()], async (free) => {
    const entries: StoredUser[] = [];
    for (const id of free) {
      const summary = byId.get(id);
      const stored = await context.store.users.get(id);
      if (!summary || stored?.deleted !== undefined) continue;
      if (stored && stored.lastModified >= since.toISOString()) continue;
      const entry = indexUser(
        context,
        stored,
        { ...stored?.record, ...summary },
        (stored?.kept ?? {}) as Resource,
      );
      if (entry !== stored) entries.push(entry);
    }
    await context.store.users.putAll(entries);
  });
}

async function confirmGone(
  context: UserContext,
  id: string,
  options: { lane: 'background'; signal: AbortSignal },
): Promise<void> {
  try {
    await context.client.users.get(id, options);
  } catch (failure) {
    if (!isQualtrics(failure, 'not-found')) throw failure;
    await context.store.users.remove(id);
    await context.store.memberships.removeUser(id);
  }
}
