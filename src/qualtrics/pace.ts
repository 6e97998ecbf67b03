import { performance } from 'node:perf_hooks';
import { recovered, refused, reserved, shareAt, spacingAt, UNTOUCHED } from './pace-state.ts';

/** When calls may start. All times are ms of performance.now(). */
export interface Pace {
  /**
   * Times at which calls may start, in order, for as many calls as wait: at least one, and no more than are due soon.
   * What is not used is lost. Rejects when whoever keeps the pace does not answer.
   */
  reserve(waiting: number): Promise<readonly number[]>;
  /** So long before the last of them the next ones are asked for. */
  readonly aheadMs: number;
  /** Qualtrics said 429: nothing starts for that long, or for 1 s, 2 s, 4 s ... each time in a row; then it goes slower. */
  refused(retryAfterSeconds: number | undefined): void;
  /** A call got through: the next 429 starts from 1 s again. */
  recovered(): void;
  /** When the pause after a 429 ends, or ended. */
  pausedUntil(): number;
  /** The share of the ceiling that calls are let through at, 0.1 to 1. */
  share(): number;
  /** Between two calls at this moment, in ms. */
  spacingMs(): number;
  /** Pauses that this process began. */
  pauses(): number;
}

/** For a brand that this process alone calls. `now`: a clock in ms that never goes back. */
export function createPace(ceilingPerMinute: number, now = () => performance.now()): Pace {
  let state = UNTOUCHED;
  let pauses = 0;
  return {
    // One at a time, as late as can be: nobody has to be asked for it.
    async reserve() {
      const reservation = reserved(state, now(), ceilingPerMinute, 1);
      state = reservation.state;
      return reservation.starts;
    },
    aheadMs: 0,
    refused(retryAfterSeconds) {
      const before = state;
      state = refused(state, now(), retryAfterSeconds);
      if (state !== before) pauses += 1;
    },
    recovered() {
      state = recovered(state, now());
    },
    pausedUntil: () => state.pausedUntil,
    share: () => shareAt(state, now()),
    spacingMs: () => spacingAt(state, now(), ceilingPerMinute),
    pauses: () => pauses,
  };
}
