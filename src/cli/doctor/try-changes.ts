import type { Config } from '../../config/config.ts';
import type { UserRecord } from '../../qualtrics/records.ts';
import { type Check, fail, ok, type Verdict } from './check.ts';
import { activation, emailChange, leaving, renaming } from './trials.ts';
import { openTryBridge, type TryBridge } from './try-bridge.ts';
import { type Trial, type Tried, tryPatch } from './try-patch.ts';
import type { Upstream } from './upstream.ts';

/** What an IdP does to a user over the years. Leaves the account as it was, but disabled. */
export async function* tryChanges(
  config: Config,
  configured: TryBridge,
  upstream: Upstream,
  start: UserRecord,
): AsyncGenerator<Check> {
  const [{ mapping, qualtrics }] = config.connections;
  await using withoutEmail = await openTryBridge(config, false);
  let bridge = configured;
  let now = start;
  const attempt = async (trial: Trial): Promise<Tried> => {
    const tried = await tryPatch(bridge, upstream, now, trial);
    now = tried.after;
    return tried;
  };

  let renamed = await attempt(renaming(now));
  let email: Verdict | undefined;
  if (!qualtrics.emailWritable) {
    email = ok('not tried: QUALTRICS_EMAIL_WRITABLE is false');
  } else if (renamed.isRefused) {
    // Every update carries the e-mail address, so that may be what Qualtrics objects to.
    const again = await tryPatch(withoutEmail, upstream, now, renaming(now));
    if (!again.isRefused) {
      email = fail(`no update may carry it: ${renamed.verdict.detail}`, 'set QUALTRICS_EMAIL_WRITABLE=false');
      bridge = withoutEmail;
      now = again.after;
      renamed = again;
    }
  }
  yield { name: 'try-change', ...renamed.verdict };
  yield { name: 'try-email', ...(email ?? (await attempt(emailChange(now))).verdict) };
  yield { name: 'try-disable', ...(await attempt(activation(false, mapping))).verdict };
  yield { name: 'try-enable', ...(await attempt(activation(true, mapping))).verdict };

  const { verdict } = await tryPatch(bridge, upstream, start, leaving(start, now, mapping));
  yield {
    name: 'try-leave',
    ...(verdict.outcome === 'ok' ? ok(`${start.username} is left there, disabled`) : byHand(verdict)),
  };
}

function byHand({ detail }: Verdict): Verdict {
  return fail(detail, 'look at the account in Qualtrics, and disable it by hand');
}
