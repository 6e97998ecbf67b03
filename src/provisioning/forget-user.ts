import type { UserContext } from './user-context.ts';

/** Somebody who is gone upstream leaves the index and every group, so that no look-up finds a ghost. */
export async function forgetUser({ store }: UserContext, id: string): Promise<void> {
  await store.users.remove(id);
  await store.memberships.removeUser(id);
}
