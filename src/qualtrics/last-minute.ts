/** How often something happened within the last minute, to a second. `now` is ms of a clock that never goes back. */
export interface LastMinute {
  note(now: number): void;
  count(now: number): number;
}

const SECONDS = 60;

export function createLastMinute(): LastMinute {
  const counts = new Array<number>(SECONDS).fill(0);
  let latest = 0;

  /** Forgets the seconds that went by since the last look. */
  function forward(now: number): number {
    const second = Math.floor(now / 1000);
    for (let gone = Math.max(latest, second - SECONDS) + 1; gone <= second; gone += 1)
      counts[gone % SECONDS] = 0;
    latest = second;
    return second % SECONDS;
  }

  return {
    note(now) {
      const slot = forward(now);
      counts[slot] = (counts[slot] ?? 0) + 1;
    },
    count(now) {
      forward(now);
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
