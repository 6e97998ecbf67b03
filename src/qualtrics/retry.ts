import type { Lane } from './client.ts';
import type { QualtricsError } from './errors.ts';

const ATTEMPTS = 3;
/** A caller who is asked to wait longer is better told so: the IdP then repeats by itself. */
const LONGEST_WAIT_SECONDS = 5;

/** How long a GET that failed waits for its next attempt, in ms; undefined when there is none. */
export function retryDelayMs(
  error: QualtricsError,
  attempt: number,
  lane: Lane,
  baseMs: number,
): number | undefined {
  const { code, status, retryAfterSeconds, heldBack } = error;
  // In an outage an answer at once is worth more than another try; a leaver is worth more than that.
  if (heldBack && lane !== 'deactivation') return undefined;
  const outage = code === 'timeout' || (code === 'unavailable' && (status === undefined || status >= 500));
  if (attempt >= ATTEMPTS || !(outage || code === 'limited')) return undefined;
  if (retryAfterSeconds !== undefined && retryAfterSeconds > LONGEST_WAIT_SECONDS) return undefined;
  // The limiter holds the queue for as long as a 429 asks for.
  if (code === 'limited') return 0;
  if (retryAfterSeconds !== undefined) return retryAfterSeconds * 1000;
  return baseMs * 2 ** (attempt - 1) * (0.5 + Math.random());
}
