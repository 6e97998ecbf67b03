import { isQualtrics } from '../failures.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import { someAtATime } from './some-at-a-time.ts';

export interface Settlement<T> {
  /** How many are done, or turned out to be nothing. */
  readonly settled: number;
  /** How many stay due because Qualtrics does not find the user, until a listing tells whether they are gone for good. */
  readonly absent: number;
  /** What kept the others from being done. */
  readonly failures: ReadonlyMap<T, unknown>;
}

/** So many failures in a row that are not about the user: Qualtrics is out, and there is no point in going on. */
const HOPELESS = 10;

/** Settles what is due, `limit` at a time, until all is or the time is up. What is not settled stays due. */
export async function settleEach<T>(
  limit: number,
  due: Iterable<T>,
  { signal }: Operation,
  settle: (item: T) => Promise<boolean>,
): Promise<Settlement<T>> {
  const failures = new Map<T, unknown>();
  let settled = 0;
  let absent = 0;
  let inARow = 0;
  await someAtATime(limit, due, async (item) => {
    if (signal.aborted || inARow >= HOPELESS) return;
    try {
      if (await settle(item)) settled += 1;
      else absent += 1;
      inARow = 0;
    } catch (failure) {
      // Cut off by the deadline: that is no failure of the item.
      if (signal.aborted) return;
      failures.set(item, failure);
      inARow = isAboutTheUser(failure) ? 0 : inARow + 1;
    }
  });
  return { settled, absent, failures };
}

/** Qualtrics refuses this user; what it has against one says nothing of the others. */
export function isAboutTheUser(failure: unknown): boolean {
  if (failure instanceof ProvisioningError) return true;
  return isQualtrics(failure, 'invalid', 'taken', 'not-found', 'forbidden', 'malformed');
}
