import type { ConnectionConfig } from '../../config/config.ts';
import type { UserSummary } from '../../qualtrics/records.ts';
import { fail, ok, type Verdict, warn } from './check.ts';
import { shown, tally } from './tally.ts';

type Settings = Pick<ConnectionConfig['mapping'], 'statusActive' | 'statusDisabled'>;

/** QUALTRICS_STATUS_ACTIVE and _DISABLED: whoever owns a credential that works is active, whatever the brand calls that. */
export function checkAccountStatus(
  owner: Pick<UserSummary, 'status'>,
  users: readonly Pick<UserSummary, 'status'>[],
  { statusActive, statusDisabled }: Settings,
): Verdict {
  const same = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();
  if (typeof owner.status === 'string' && !same(statusActive)(owner.status)) {
    return fail(
      `the credential's owner, who is active, has the status ${owner.status}, not ${statusActive}`,
      `set QUALTRICS_STATUS_ACTIVE=${owner.status}, or every user counts as disabled`,
    );
  }
  const counts = tally(users.map(({ status }) => status));
  if (counts.size === 0) return ok('the list of users does not show any');
  const others = [...counts.keys()].filter((status) => !same(statusActive)(status));
  if (others.length > 0 && !others.some(same(statusDisabled))) {
    return warn(
      `seen on users: ${shown(counts)}; ${statusDisabled}, which the bridge writes, is not among them`,
      'try it (--try-user), or set QUALTRICS_STATUS_DISABLED',
    );
  }
  return ok(`seen on users: ${shown(counts)}`);
}
