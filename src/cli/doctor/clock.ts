import { ok, type Verdict, warn } from './check.ts';
import type { Exchange } from './upstream.ts';

const MOST_SECONDS = 60;

/** Our clock against the Date header of the quickest answer, which has whole seconds. */
export function checkClock(exchanges: readonly Exchange[]): Verdict {
  const dated = exchanges.flatMap(({ sentAt, receivedAt, headers }) => {
    const at = typeof headers.date === 'string' ? Date.parse(headers.date) : Number.NaN;
    return Number.isNaN(at)
      ? []
      : [{ tookMs: receivedAt - sentAt, aheadMs: (sentAt + receivedAt) / 2 - (at + 500) }];
  });
  const [quickest] = dated.toSorted((a, b) => a.tookMs - b.tookMs);
  if (quickest === undefined) return ok('the answers have no Date to compare with');
  const seconds = Math.round(quickest.aheadMs / 1000);
  if (Math.abs(seconds) <= MOST_SECONDS) return ok(`within ${MOST_SECONDS} s of Qualtrics'`);
  return warn(
    `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} Qualtrics'`,
    'set this machine to network time (NTP): tokens, purges and logs go by it',
  );
}
