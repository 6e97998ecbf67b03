import PQueue from 'p-queue';
import type { Lane } from './client.ts';

export interface LimiterSettings {
  readonly ratePerMinute: number;
  readonly concurrency: number;
}

/** The one gate to a brand: a rate, a concurrency, three lanes, and a pause when Qualtrics says 429. */
export interface Limiter {
  /**
   * Runs the task when its turn comes. Rejects with the signal's reason as soon as that aborts: a task that waits
   * leaves the queue, one that runs gives its place up (and has to heed the signal itself).
   */
  run<T>(task: () => Promise<T>, lane: Lane, signal: AbortSignal | undefined): Promise<T>;
  /** Qualtrics said 429: nothing starts for that long; without a length, for 1 s, 2 s, 4 s ... each time in a row. */
  pause(retryAfterSeconds: number | undefined): void;
  /** A call got through: the next 429 starts from 1 s again. */
  recovered(): void;
  /** Until the pause ends, in ms; 0 when there is none. */
  pausedForMs(): number;
  /** Rejects whatever waits, with an AbortError. */
  close(): void;
}

const PRIORITY: Readonly<Record<Lane, number>> = { deactivation: 2, interactive: 1, background: 0 };
/** Longer waits are cut: one odd Retry-After must not hold a deactivation back for an hour. */
const LONGEST_PAUSE_MS = 60_000;
const LONGEST_BACKOFF_MS = 30_000;

export function createLimiter({ ratePerMinute, concurrency }: LimiterSettings): Limiter {
  // A quarter of a second's worth at a time, so that no minute's worth leaves at once.
  const intervalCap = Math.max(1, Math.floor(ratePerMinute / 240));
  const interval = Math.ceil((intervalCap * 60_000) / ratePerMinute);
  const queue = new PQueue({ concurrency, intervalCap, interval, strict: true });
  let timer: NodeJS.Timeout | undefined;
  let pausedUntil = 0;
  let refusals = 0;

  return {
    run: (task, lane, signal) =>
      queue.add(task, { priority: PRIORITY[lane], ...(signal === undefined ? {} : { signal }) }),
    pause(retryAfterSeconds) {
      // Calls that were under way when the pause began are refused too; they say nothing new.
      if (timer !== undefined) return;
      const backoff = Math.min(1000 * 2 ** refusals, LONGEST_BACKOFF_MS) * (0.75 + Math.random() / 2);
      refusals += 1;
      const wanted = retryAfterSeconds === undefined ? backoff : retryAfterSeconds * 1000;
      const length = Math.min(wanted, LONGEST_PAUSE_MS);
      queue.pause();
      pausedUntil = Date.now() + length;
      timer = setTimeout(() => {
        timer = undefined;
        queue.start();
      }, length);
    },
    recovered() {
      if (timer === undefined) refusals = 0;
    },
    pausedForMs: () => (timer === undefined ? 0 : Math.max(0, pausedUntil - Date.now())),
    close() {
      clearTimeout(timer);
      timer = undefined;
      queue.clear();
      queue.start();
    },
  };
}
