/*
 * The one gate to a brand:
 *
 *   run -> lanes   who goes first: deactivations, interactive, background
 *       -> pace    when the next may start: an even spacing below the ceiling, wider after a 429
 *       -> the task, no more of them at a time than allowed
 *
 * Not a package such as p-queue: its rate is fixed at the start and leaves in bursts, and an urgent task costs it a walk over all others.
 */
import { performance } from 'node:perf_hooks';
import type { Lane } from './client.ts';
import { createLanes } from './lanes.ts';
import { createLastMinute } from './last-minute.ts';
import { createPace } from './pace.ts';

export interface LimiterSettings {
  readonly ratePerMinute: number;
  readonly concurrency: number;
}

/** For metrics. */
export interface LimiterState {
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Calls of the last minute, as a share of the ceiling: 0 to 1. */
  readonly used: number;
  /** What share of the ceiling the pace allows at the moment; below 1 for a while after a 429. */
  readonly allowed: number;
  /** Pauses since the start. */
  readonly pauses: number;
}

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
  state(): LimiterState;
  /** Rejects whatever waits, with an AbortError. */
  clear(): void;
  /** The same, and whatever comes later. */
  close(): void;
}

interface Waiter {
  readonly enter: () => void;
  readonly refuse: (reason: unknown) => void;
}

export function createLimiter({ ratePerMinute, concurrency }: LimiterSettings): Limiter {
  const lanes = createLanes<Waiter>();
  const pace = createPace(ratePerMinute);
  const lastMinute = createLastMinute();
  const now = () => performance.now();
  let running = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function letIn(): void {
    while (timer === undefined && running < concurrency && !lanes.areEmpty()) {
      const waitMs = pace.waitMs(now());
      if (waitMs > 0) {
        timer = setTimeout(wake, Math.ceil(waitMs));
        return;
      }
      pace.started(now());
      lastMinute.note(now());
      running += 1;
      lanes.take()?.enter();
    }
  }

  function wake(): void {
    timer = undefined;
    letIn();
  }

  function turn(lane: Lane, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve: enter, reject: refuse } = Promise.withResolvers<void>();
    const waiter = { enter, refuse };
    lanes.add(lane, waiter);
    letIn();
    return signal ? unlessAborted(signal, promise, () => lanes.remove(lane, waiter)) : promise;
  }

  function clear(): void {
    for (const { refuse } of lanes.removeAll()) refuse(new DOMException('Left the queue', 'AbortError'));
  }

  return {
    async run(task, lane, signal) {
      signal?.throwIfAborted();
      if (closed) throw new DOMException('The queue is closed', 'AbortError');
      await turn(lane, signal);
      try {
        signal?.throwIfAborted();
        return await (signal ? unlessAborted(signal, task()) : task());
      } finally {
        running -= 1;
        letIn();
      }
    },
    pause: (retryAfterSeconds) => pace.refused(retryAfterSeconds, now()),
    recovered: () => pace.recovered(now()),
    pausedForMs: () => pace.pausedForMs(now()),
    state: () => ({
      waiting: lanes.lengths(),
      used: lastMinute.count(now()) / ratePerMinute,
      allowed: pace.share(now()),
      pauses: pace.pauses(),
    }),
    clear,
    close() {
      closed = true;
      clear();
      clearTimeout(timer);
    },
  };
}

async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>, onAbort = () => {}): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => {
    onAbort();
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
