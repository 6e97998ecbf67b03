import type { Whoami } from '../../qualtrics/records.ts';
import { ok, type Verdict, warn } from './check.ts';

/** Calls with a token are passed on from any datacenter to the brand's, with a notice. */
export function checkDatacenter({ datacenter, betterHost }: Whoami): Verdict {
  if (betterHost !== undefined) {
    return warn(
      `Qualtrics passes the calls on to another datacenter and asks to be called at ${betterHost}`,
      `set QUALTRICS_BASE_URL=https://${betterHost}; calls that are passed on are slower, and some were refused`,
    );
  }
  return ok(datacenter === undefined ? 'no better host named' : `${datacenter}; no better host named`);
}
