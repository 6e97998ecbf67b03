/** Two clocks, in ms: one that never goes back, and the time of day. */
export interface Clocks {
  readonly monotonic: () => number;
  readonly wall: () => number;
}

const OURS: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/**
 * Time since some moment, in ms, which never goes back. The monotonic clock stands still while the machine is suspended, the
 * time of day does not; by however much that was ever ahead counts too. Set forward by hand, it only makes time pass sooner.
 */
export function createElapsed({ monotonic, wall }: Clocks = OURS): () => number {
  const began = wall() - monotonic();
  let ahead = 0;
  return () => {
    const now = monotonic();
    ahead = Math.max(ahead, wall() - now - began);
    return now + ahead;
  };
}
