/** When the next call may start. All times are ms of one clock that never goes back. */
export interface Pace {
  /** For how long the next call still has to wait; 0 when it may start. */
  waitMs(now: number): number;
  started(now: number): void;
  /** Qualtrics said 429: nothing starts for that long, or for 1 s, 2 s, 4 s ... each time in a row; then it goes slower. */
  refused(retryAfterSeconds: number | undefined, now: number): void;
  /** A call got through: the next 429 starts from 1 s again. */
  recovered(now: number): void;
  /** For how long the pause after a 429 still lasts; 0 when there is none. */
  pausedForMs(now: number): number;
  /** The share of the ceiling that calls are let through at, 0.1 to 1. */
  share(now: number): number;
  /** Pauses so far. */
  pauses(): number;
}

/** Calls travel for different times, and a timer may be late: what leaves in a minute is not what arrives in one. */
const HEADROOM = 0.02;
/**
 * How far calls may be ahead of an even spacing: so many leave at once after a rest, and so late a timer may be without
 * the ceiling going unused. No more, so that no window of a few seconds, let alone a minute, holds more than the ceiling.
 */
const BURST_MS = 50;
/** A 429 though we kept below our ceiling: the rest of the brand's quota is in use elsewhere. We give way by a third ... */
const SLOWER = 2 / 3;
/** ... never below a tenth: leavers have to get through ... */
const SLOWEST = 0.1;
/** ... and win a tenth of the ceiling back with each minute, which is how long Qualtrics counts. */
const RECOVERY_PER_MS = 0.1 / 60_000;
/** Longer waits are cut: one odd Retry-After must not hold a deactivation back for an hour. */
const LONGEST_PAUSE_MS = 60_000;
const LONGEST_BACKOFF_MS = 30_000;

/**
 * Calls evenly spaced (GCRA) just below the ceiling, slower after a 429: additive increase, multiplicative decrease, as
 * in TCP. One ceiling is enough: every endpoint that the bridge calls has the brand's own limit.
 */
export function createPace(ceilingPerMinute: number): Pace {
  const spacingMs = 60_000 / (ceilingPerMinute * (1 - HEADROOM));
  let nextAt = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let refusals = 0;
  let pauses = 0;
  let slowed = { share: 1, at: 0 };

  const share = (now: number) => Math.min(1, slowed.share + (now - slowed.at) * RECOVERY_PER_MS);
  const pausedForMs = (now: number) => Math.max(0, pausedUntil - now);

  return {
    waitMs: (now) => Math.max(0, nextAt - BURST_MS - now, pausedForMs(now)),
    started(now) {
      nextAt = Math.max(nextAt, now) + spacingMs / share(now);
    },
    refused(retryAfterSeconds, now) {
      // Calls that were under way when the pause began are refused too; they say nothing new.
      if (pausedForMs(now) > 0) return;
      const backoff = Math.min(1000 * 2 ** refusals, LONGEST_BACKOFF_MS) * (0.75 + Math.random() / 2);
      const wanted = retryAfterSeconds === undefined ? backoff : retryAfterSeconds * 1000;
      pausedUntil = now + Math.min(wanted, LONGEST_PAUSE_MS);
      // One more in a row says that the quota is still used up, not that this slower pace is too fast.
      if (refusals === 0) slowed = { share: Math.max(SLOWEST, share(now) * SLOWER), at: now };
      refusals += 1;
      pauses += 1;
    },
    recovered(now) {
      if (pausedForMs(now) === 0) refusals = 0;
    },
    pausedForMs,
    share,
    pauses: () => pauses,
  };
}
