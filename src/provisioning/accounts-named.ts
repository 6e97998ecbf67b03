import type { StoredUser } from '../store/store.ts';
import { userNameKey } from './index-user.ts';
import type { UserContext } from './user-context.ts';

/**
 * The users of that userName in the index, of whom Qualtrics may know better. A brand with SSO may hold a local joe@x
 * beside joe@x#brand: the IdP means the latter.
 */
export async function accountsNamed(context: UserContext, userName: string): Promise<StoredUser[]> {
  const found = await context.store.users.lookUp('userName', userNameKey(context, userName));
  const { isPreferred } = context.settings.usernames;
  const preferred = found.filter(({ record }) => isPreferred(String(record.username)));
  return preferred.length > 0 ? preferred : found;
}
