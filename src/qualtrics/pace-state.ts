/**
 * The arithmetic of the pace, pure, so that one process and several that share a database do the same: calls evenly
 * spaced (GCRA) just below the ceiling, slower after a 429 (additive increase, multiplicative decrease, as in TCP).
 * All times are ms of one clock.
 */
export interface PaceState {
  /** When the next start may be: the ones before took up the time until then. */
  readonly nextAt: number;
  /** Nothing starts before that: Qualtrics said 429. */
  readonly pausedUntil: number;
  /** 429s in a row. */
  readonly refusals: number;
  /** The share of the ceiling that calls were let through at, at that time; it grows since. */
  readonly share: number;
  readonly shareAt: number;
}

export const UNTOUCHED: PaceState = { nextAt: 0, pausedUntil: 0, refusals: 0, share: 1, shareAt: 0 };

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

/** The share of the ceiling that calls are let through at, 0.1 to 1. */
export function shareAt({ share, shareAt: since }: PaceState, now: number): number {
  return Math.min(1, share + (now - since) * RECOVERY_PER_MS);
}

/** Between two calls, in ms. */
export function spacingAt(state: PaceState, now: number, ceilingPerMinute: number): number {
  return 60_000 / (ceilingPerMinute * (1 - HEADROOM) * shareAt(state, now));
}

/** Takes the next starts, `count` of them; the first may be a little before `now`. */
export function reserved(
  state: PaceState,
  now: number,
  ceilingPerMinute: number,
  count: number,
): { readonly state: PaceState; readonly starts: number[] } {
  const first = Math.max(state.nextAt, state.pausedUntil, now - BURST_MS);
  const spacing = spacingAt(state, now, ceilingPerMinute);
  const starts = Array.from({ length: count }, (_, index) => first + index * spacing);
  return { state: { ...state, nextAt: first + count * spacing }, starts };
}

/** Qualtrics said 429: nothing starts for that long, or for 1 s, 2 s, 4 s ... each time in a row; then it goes slower. */
export function refused(state: PaceState, now: number, retryAfterSeconds: number | undefined): PaceState {
  // Calls that were under way when the pause began are refused too; they say nothing new.
  if (now < state.pausedUntil) return state;
  const backoff = Math.min(1000 * 2 ** state.refusals, LONGEST_BACKOFF_MS) * (0.75 + Math.random() / 2);
  const wanted = retryAfterSeconds === undefined ? backoff : retryAfterSeconds * 1000;
  const pausedUntil = now + Math.min(wanted, LONGEST_PAUSE_MS);
  const refusals = state.refusals + 1;
  // One more in a row says that the quota is still used up, not that this slower pace is too fast.
  if (state.refusals > 0) return { ...state, pausedUntil, refusals };
  const share = Math.max(SLOWEST, shareAt(state, now) * SLOWER);
  return { ...state, pausedUntil, refusals, share, shareAt: now };
}

/** A call got through: the next 429 starts from 1 s again. */
export function recovered(state: PaceState, now: number): PaceState {
  return now < state.pausedUntil || state.refusals === 0 ? state : { ...state, refusals: 0 };
}

/** The same state by a clock that shows so much more. */
export function shifted(state: PaceState, ms: number): PaceState {
  const { nextAt, pausedUntil, shareAt: since } = state;
  return { ...state, nextAt: nextAt + ms, pausedUntil: pausedUntil + ms, shareAt: since + ms };
}
