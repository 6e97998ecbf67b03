import type { StoredUser } from '../store/store.ts';
import type { UserContext } from './user-context.ts';

/**
 * Somebody whom Qualtrics does not find is shown no more, and is kept with everything the IdP said, memberships too,
 * until a complete listing that began later does not find them either (sync-users.ts). Who turns up before that is as
 * before: an answer that was wrong costs nobody anything.
 */
export async function loseUser({ store }: UserContext, id: string): Promise<void> {
  const stored = await store.users.get(id);
  if (!stored || stored.gone !== undefined) return;
  const gone = new Date().toISOString();
  await store.users.put({ ...stored, deleted: stored.deleted ?? gone, gone });
}

/** Deleted over SCIM, rather than only not found in Qualtrics. */
export function isDeleted({ deleted, gone }: StoredUser): boolean {
  return deleted !== undefined && deleted !== gone;
}
