import { setTimeout as sleep } from 'node:timers/promises';
import { QualtricsError } from '../qualtrics/errors.ts';

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Waits before attempt `attempt` + 1 of a write, with jitter, or throws the failure where waiting is pointless: too
 * many attempts, Qualtrics asks for more time than there is, it is known to be down, or the answer is due meanwhile.
 */
export async function pauseAfter(failure: Error, attempt: number, signal: AbortSignal): Promise<void> {
  const asked = failure instanceof QualtricsError ? failure.retryAfterSeconds : undefined;
  const pause =
    asked !== undefined ? asked * 1_000 : FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
  // A leaver is told 1 s, when the circuit may be tried for them: that is worth the wait.
  const isDown = failure instanceof QualtricsError && failure.heldBack && asked !== 1;
  if (isDown || attempt >= ATTEMPTS || pause > LONGEST_PAUSE_MS || signal.aborted) throw failure;
  await sleep(pause, undefined, { signal }).catch(() => {
    throw failure;
  });
}
