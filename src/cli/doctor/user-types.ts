import type { ConnectionConfig } from '../../config/config.ts';
import { isAdministratorType } from '../../qualtrics/administrator-type.ts';
import type { UserSummary } from '../../qualtrics/records.ts';
import { ok, type Verdict, warn } from './check.ts';
import { shown, tally } from './tally.ts';

type Settings = Pick<ConnectionConfig['mapping'], 'defaultUserType' | 'userTypes'>;

/** QUALTRICS_DEFAULT_USER_TYPE and QUALTRICS_USER_TYPES against what users have: no endpoint lists user types. */
export function checkUserTypes(
  users: readonly Pick<UserSummary, 'userType'>[],
  { defaultUserType, userTypes }: Settings,
): Verdict {
  if (isAdministratorType(defaultUserType)) {
    return warn(
      `QUALTRICS_DEFAULT_USER_TYPE=${defaultUserType} makes every new user a brand administrator`,
      'set it to a user type of less rights',
    );
  }
  const counts = tally(users.map(({ userType }) => userType));
  const unseen = [...new Set([defaultUserType, ...userTypes.values()])].filter((id) => !counts.has(id));
  const seen = `seen on users: ${counts.size === 0 ? 'none' : shown(counts)}`;
  if (unseen.length === 0) return ok(seen);
  const isDefault = unseen.includes(defaultUserType) ? ', the first being QUALTRICS_DEFAULT_USER_TYPE' : '';
  return warn(
    `${seen}; not seen: ${unseen.join(', ')}${isDefault}`,
    'a misspelt id makes every create fail: compare with the type of a user of that kind, or try it (--try-user)',
  );
}
