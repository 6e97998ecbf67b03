import { foldCase } from '../store/fold-case.ts';
import type { StoredUser } from '../store/store.ts';
import { indexSummaries } from './index-summaries.ts';
import { userNameKey } from './index-user.ts';
import type { Operation } from './operation.ts';
import type { UserContext } from './user-context.ts';

/**
 * The id of the account of that Qualtrics username, also of a user who was deleted over SCIM, asked of Qualtrics: by
 * `?username=` where the brand honours it, else by a listing that all who wait share, begun at `since` or later.
 * Whoever is found is in the index afterwards.
 */
export async function findUpstream(
  context: UserContext,
  username: string,
  operation: Operation,
  since?: Date,
): Promise<string | undefined> {
  const asked = new Date();
  const answer = await context.client.users.findByUsername(username, operation);
  if (answer === undefined) await context.index.refresh(operation.signal, since);
  else await indexSummaries(context, answer, asked);
  const key = userNameKey(context, username);
  const { lookUp, lookUpDeleted } = context.store.users;
  const live = (await lookUp('userName', key)).find((user) => isNamed(user, username));
  const found = live ?? (await lookUpDeleted(key));
  return found && isNamed(found, username) ? found.id : undefined;
}

function isNamed({ record }: StoredUser, username: string): boolean {
  return typeof record.username === 'string' && foldCase(record.username) === foldCase(username);
}
