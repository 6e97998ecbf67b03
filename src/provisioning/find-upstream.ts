import type { UserSummary } from '../qualtrics/records.ts';
import { foldCase } from './index-user.ts';
import type { Operation } from './operation.ts';
import { indexSummaries } from './sync-users.ts';
import type { UserContext } from './user-context.ts';

/**
 * The id of the account of that Qualtrics username, asked of Qualtrics: by `?username=` where the brand honours it,
 * else by a listing that all who wait share. Whatever is found is in the index afterwards.
 */
export async function findUpstream(
  context: UserContext,
  username: string,
  operation: Operation,
): Promise<string | undefined> {
  const answer = await context.client.users.findByUsername(username, operation);
  if (answer === undefined) await context.index.refresh(operation.signal);
  else await indexSummaries(context, answer);
  const userName = foldCase(context.settings.usernames.toScim(username));
  const found = await context.store.users.lookUp('userName', userName);
  return found.find(({ record }) => isNamed(record, username))?.id;
}

function isNamed(record: Readonly<Record<string, unknown>>, username: UserSummary['username']): boolean {
  return typeof record.username === 'string' && foldCase(record.username) === foldCase(username);
}
