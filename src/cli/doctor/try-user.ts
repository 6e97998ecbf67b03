/**
 * The dry run, on an account that nobody needs:
 *
 *   test-account   may it be had?
 *   try-create     POST
 *   try-changes    PATCH the first name, the e-mail address, active false, active true
 *                    -> back to what it was, but disabled
 *
 * each sent to a bridge of this configuration as an IdP would send it, and read back from Qualtrics.
 */
import type { Config } from '../../config/config.ts';
import { usernameRule } from '../../provisioning/mapping/usernames.ts';
import { QualtricsError } from '../../qualtrics/errors.ts';
import type { Whoami } from '../../qualtrics/records.ts';
import { attempted } from './attempted.ts';
import type { Check } from './check.ts';
import type { TestUser } from './flags.ts';
import { accountNamed, checkTestAccount } from './test-account.ts';
import { openTryBridge } from './try-bridge.ts';
import { tryChanges } from './try-changes.ts';
import { tryCreate } from './try-create.ts';
import type { Upstream } from './upstream.ts';
import { suffixFor } from './username-suffix.ts';

export async function* tryUser(
  config: Config,
  upstream: Upstream,
  owner: Whoami,
  user: TestUser,
): AsyncGenerator<Check> {
  const [{ mapping, qualtrics }] = config.connections;
  const username = usernameRule(suffixFor(mapping.usernameSuffix, owner.brandId)).toQualtrics(user.userName);
  const account = await attempted(accountNamed(upstream, username));
  const verdict = checkTestAccount(account, username, user, owner);
  yield { name: 'try-account', ...verdict };
  if (account instanceof QualtricsError || verdict.outcome === 'fail') return;

  await using bridge = await openTryBridge(config, qualtrics.emailWritable);
  let start = account;
  if (start === undefined) {
    const created = await tryCreate(bridge, upstream, user.userName, username, mapping);
    yield { name: 'try-create', ...created.verdict };
    start = created.record;
  }
  if (start !== undefined) yield* tryChanges(config, bridge, upstream, start);
}
