import type { Pace } from './pace.ts';

/** A start that was not used for so long is forfeited: used later, it would crowd a minute that has its own. */
const LATE_MS = 250;

/** Times at which calls may start, taken from the pace when calls wait. */
export interface Starts {
  /** Whether a call may start now; that uses the time up. */
  take(now: number): boolean;
  /** For how long the next start is away; undefined when there is none. */
  nextInMs(now: number): number | undefined;
  /** Sees to it that there are starts for that many calls. `onChange` follows when there are new ones, else `onFailure`. */
  provide(calls: number, now: number): void;
}

export function createStarts(pace: Pace, onChange: () => void, onFailure: (reason: unknown) => void): Starts {
  let starts: readonly number[] = [];
  let isAsking = false;

  function next(now: number): number | undefined {
    const pausedUntil = pace.pausedUntil();
    while (starts[0] !== undefined && starts[0] < Math.max(now, pausedUntil) - LATE_MS)
      starts = starts.slice(1);
    return starts[0] === undefined ? undefined : Math.max(starts[0], pausedUntil);
  }

  return {
    take(now) {
      if ((next(now) ?? Number.POSITIVE_INFINITY) > now) return false;
      starts = starts.slice(1);
      return true;
    },
    nextInMs(now) {
      const at = next(now);
      return at === undefined ? undefined : at - now;
    },
    provide(calls, now) {
      const isSoon = (starts.at(-1) ?? now) <= now + pace.aheadMs;
      if (isAsking || calls <= starts.length || !isSoon) return;
      isAsking = true;
      pace.reserve(calls - starts.length).then(
        (more) => {
          isAsking = false;
          starts = [...starts, ...more];
          onChange();
        },
        (reason) => {
          isAsking = false;
          onFailure(reason);
        },
      );
    },
  };
}
