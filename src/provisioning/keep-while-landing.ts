import { setTimeout as sleep } from 'node:timers/promises';
import { isQualtrics } from './failures.ts';
import type { KeyedLock } from './locks/keyed-lock.ts';

/** Qualtrics ends its calls after 5 s; a write that nobody waits for any more may be done until then. */
const LATEST_LANDING_MS = 5_000;

/**
 * Landing in the midst of the next change under that key, such a write would be undone by it, or would undo it. An
 * answer of the API ends the call, whatever its status: its 504 says that the 5 s are over. What a gateway says, or a
 * connection that is cut, leaves the call behind it running.
 */
export function keepWhileLanding(locks: KeyedLock, key: string, failure: unknown): void {
  if (!isQualtrics(failure) || !failure.mayHaveLanded || failure.fromApi) return;
  locks.keepUntil(key, sleep(LATEST_LANDING_MS, undefined, { ref: false }));
}
