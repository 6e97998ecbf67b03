/*
 * The one gate to a brand:
 *
 *   run -> lanes    who goes first: deactivations, interactive, background
 *       -> starts   when the next may start: times from the pace, below the ceiling, wider apart after a 429
 *                   (pace for one process, shared-pace for several; pace-state has the arithmetic of both)
 *       -> the task, no more of them at a time than allowed
 *
 * A time is given to whoever is first when it comes, not to who asked for it. Not a package such as p-queue: its rate
 * is fixed at the start and leaves in bursts, and an urgent task costs it a walk over all others.
 */
import { performance } from 'node:perf_hooks';
import type { Lane, Waiting } from './client.ts';
import { createLanes } from './lanes.ts';
import { createLastMinute } from './last-minute.ts';
import { createPace } from './pace.ts';
import { createSharedPace, type PaceRecord } from './shared-pace.ts';
import { createStarts } from './starts.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface LimiterSettings {
  readonly ratePerMinute: number;
  /** Infinity where another limiter bounds it. */
  readonly concurrency: number;
  /** Where the pace is kept when other processes call the brand too; the ceiling is then that of all together. */
  readonly paceRecord?: PaceRecord | undefined;
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
   * leaves the queue, one that runs gives its place up (and has to heed the signal itself). Rejects with what the pace
   * record failed with.
   */
  run<T>(task: () => Promise<T>, waiting: Waiting): Promise<T>;
  /** Qualtrics said 429: nothing starts for that long; without a length, for 1 s, 2 s, 4 s ... each time in a row. */
  pause(retryAfterSeconds: number | undefined): void;
  /** A call got through: the next 429 starts from 1 s again. */
  recovered(): void;
  /** How long a call that comes now waits for its turn, by what waits and what calls took of late. */
  expectedWaitMs(lane: Lane): number;
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

/** The average goes with about so many of the latest calls. */
const USUAL_OF = 16;

export function createLimiter({ ratePerMinute, concurrency, paceRecord }: LimiterSettings): Limiter {
  const lanes = createLanes<Waiter>();
  const pace = paceRecord ? createSharedPace(ratePerMinute, paceRecord) : createPace(ratePerMinute);
  const starts = createStarts(pace, letIn, refuseAll);
  const lastMinute = createLastMinute();
  const now = () => performance.now();
  let running = 0;
  /** What a call takes. */
  let usualMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function letIn(): void {
    clearTimeout(timer);
    const free = () => Math.min(lanes.size(), concurrency - running);
    while (free() > 0 && starts.take(now())) {
      lastMinute.note(now());
      running += 1;
      lanes.take()?.enter();
    }
    if (free() === 0) return;
    starts.provide(free(), now());
    const waitMs = starts.nextInMs(now());
    if (waitMs !== undefined) timer = setTimeout(letIn, Math.max(1, Math.ceil(waitMs)));
  }

  function refuseAll(reason: unknown): void {
    for (const { refuse } of lanes.removeAll()) refuse(reason);
  }

  async function turn({ lane, signal, hurried }: Waiting): Promise<void> {
    const { promise, resolve, reject: refuse } = Promise.withResolvers<void>();
    let isIn = false;
    const enter = () => {
      isIn = true;
      resolve();
    };
    const waiter = { enter, refuse };
    let current = hurried?.aborted ? 'deactivation' : lane;
    const hurry = () => {
      if (lanes.remove(current, waiter)) lanes.add('deactivation', waiter);
      current = 'deactivation';
    };
    lanes.add(current, waiter);
    letIn();
    // Most are, and signals cost more than all the rest of it.
    if (isIn) return;
    hurried?.addEventListener('abort', hurry, { once: true });
    try {
      await (signal ? unlessAborted(signal, promise, () => lanes.remove(current, waiter)) : promise);
    } finally {
      hurried?.removeEventListener('abort', hurry);
    }
  }

  const clear = () => refuseAll(new DOMException('Left the queue', 'AbortError'));

  return {
    async run(task, waiting) {
      const { signal } = waiting;
      signal?.throwIfAborted();
      if (closed) throw new DOMException('The queue is closed', 'AbortError');
      await turn(waiting);
      const began = now();
      try {
        signal?.throwIfAborted();
        return await (signal ? unlessAborted(signal, task()) : task());
      } finally {
        running -= 1;
        usualMs += (now() - began - usualMs) / USUAL_OF;
        letIn();
      }
    },
    pause: pace.refused,
    recovered: pace.recovered,
    expectedWaitMs(lane) {
      const eachMs = Math.max(pace.spacingMs(), usualMs / concurrency);
      return Math.max(0, pace.pausedUntil() - now()) + lanes.before(lane) * eachMs;
    },
    state: () => ({
      waiting: lanes.lengths(),
      used: lastMinute.count(now()) / ratePerMinute,
      allowed: pace.share(),
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
