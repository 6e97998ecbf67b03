import { isAdministratorType } from '../../qualtrics/administrator-type.ts';
import { QualtricsError } from '../../qualtrics/errors.ts';
import type { Whoami } from '../../qualtrics/records.ts';
import { fail, ok, type Verdict, warn } from './check.ts';

const BECOME_ADMINISTRATOR = 'use the credential of a brand administrator (user type UT_BRANDADMIN)';

/**
 * Whose rights the bridge has. `recordType` is the user type by the owner's own record: one dialect's whoami tells none.
 * `list` is what became of the list of users.
 */
export function checkOwner(whoami: Whoami, recordType: string | null | undefined, list: unknown): Verdict {
  const userType = whoami.userType ?? recordType ?? undefined;
  const who = `${whoami.userId} of brand ${whoami.brandId}, ${userType ?? 'user type unknown'}`;
  if (list instanceof QualtricsError && list.code === 'forbidden') {
    return fail(
      `${who}, may not list users`,
      `${BECOME_ADMINISTRATOR}; an OAuth client also needs the scopes read:users and write:users`,
    );
  }
  if (userType !== undefined && isAdministratorType(userType)) return ok(`${who}, a brand administrator`);
  // A type of the brand's own may have every right; a division administrator's would pass for it.
  return warn(
    `${who}, is no brand administrator by its type; who administers one division sees its users only`,
    `compare the number of users below with the brand's, or ${BECOME_ADMINISTRATOR}`,
  );
}
