import { isDeepStrictEqual } from 'node:util';
import type { UserSummary } from '../qualtrics/records.ts';
import type { StoredUser } from '../store/store.ts';
import { isDeleted } from './gone-user.ts';
import { indexUser } from './index-user.ts';
import type { Resource } from './resource.ts';
import type { UserContext } from './user-context.ts';

/**
 * Lays what Qualtrics lists over what is known, and puts what differs. `since`: when the page was asked for, or before;
 * what a request wrote after that is newer. Users that a request holds at the moment are passed over: that request
 * writes the index itself, and newer.
 */
export async function indexSummaries(
  context: UserContext,
  summaries: readonly UserSummary[],
  since: Date,
): Promise<void> {
  const byId = new Map(summaries.map((summary) => [summary.id, summary]));
  await context.locks.holdFree([...byId.keys()], async (free, { confirm }) => {
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
  if (!stored || !isDeleted(stored)) {
    return indexUser(context, stored, record, (stored?.kept ?? {}) as Resource);
  }
  // Who was deleted over SCIM stays so; a POST may find the account by the name that it has by now.
  const { deleted, purgeAfter, gone } = stored;
  if (gone === undefined && isDeepStrictEqual(record, stored.record)) return stored;
  const entry = indexUser(context, stored, record, stored.kept as Resource);
  return { ...entry, ...(deleted && { deleted }), ...(purgeAfter && { purgeAfter }) };
}
