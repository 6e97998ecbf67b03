import type { UserRecord } from '../qualtrics/records.ts';
import { accountsNamed } from './accounts-named.ts';
import { userNameKey } from './index-user.ts';
import { checkedUsername } from './mapping/draft-user.ts';
import type { Operation } from './operation.ts';
import { readUserIfAny } from './read-user.ts';
import { taken } from './refusals.ts';
import type { Resource } from './resource.ts';
import type { UserContext } from './user-context.ts';

/**
 * Refuses a rename to somebody else's userName. Qualtrics' own check is the backstop; its case rules are unknown, ours
 * are RFC 7643 4.1.1. Who holds the name by the index's word alone is asked for once more.
 */
export async function guardUsername(
  context: UserContext,
  current: UserRecord,
  next: UserRecord,
  operation: Operation,
): Promise<void> {
  if (next.username === current.username) return;
  checkedUsername(next.username);
  const wanted = userNameKey(context, next.username);
  for (const { id } of await accountsNamed(context, next.username)) {
    const holder = id === current.id ? undefined : await readUserIfAny(context, id, operation);
    if (holder && isNamed(context, holder.resource, wanted)) {
      throw taken('another account');
    }
  }
}

/** `key` is what look-ups by userName compare with. */
export function isNamed(context: UserContext, resource: Resource, key: string): boolean {
  return userNameKey(context, String(resource.userName)) === key;
}
