import type { UserContext } from './user-context.ts';

/** Somebody who is gone upstream for good leaves the index and every group. */
export async function forgetUser({ store }: UserContext, id: string): Promise<void> {
  await store.users.remove(id);
  await store.memberships.removeUser(id);
  await store.groupMembers.removeUser(id);
}
