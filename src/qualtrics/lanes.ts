import type { Lane } from './client.ts';

/** Who waits: first come, first served within a lane. */
export interface Lanes<T> {
  add(lane: Lane, waiter: T): void;
  /** Takes the first of the most urgent lane that is not empty; background work has one turn in twenty of requests' too. */
  take(): T | undefined;
  /** Takes one out of turn; false when it is not there. */
  remove(lane: Lane, waiter: T): boolean;
  removeAll(): T[];
  size(): number;
  /** How many are served before one that comes now. */
  before(lane: Lane): number;
  lengths(): Readonly<Record<Lane, number>>;
}

/** While the ceiling is full for hours, a listing ends all the same, and members whom a request left over get their turn. */
const PASS_BACKGROUND = 19;

/** Every operation takes the same time however many wait: a group of 10,000 may. */
export function createLanes<T>(): Lanes<T> {
  // In the order in which they are served.
  const lanes: Record<Lane, Set<T>> = {
    deactivation: new Set(),
    interactive: new Set(),
    background: new Set(),
  };
  const all = Object.values(lanes);
  /** Requests' calls since a background call waits. */
  let passed = 0;

  function next(): Set<T> {
    const { deactivation, interactive, background } = lanes;
    if (deactivation.size > 0) return deactivation;
    if (background.size === 0) return interactive;
    const isPassed = interactive.size > 0 && passed < PASS_BACKGROUND;
    passed = isPassed ? passed + 1 : 0;
    return isPassed ? interactive : background;
  }

  return {
    add: (lane, waiter) => lanes[lane].add(waiter),
    take() {
      const lane = next();
      for (const first of lane) {
        lane.delete(first);
        return first;
      }
      return undefined;
    },
    remove: (lane, waiter) => lanes[lane].delete(waiter),
    removeAll() {
      const waiters = all.flatMap((lane) => [...lane]);
      for (const lane of all) lane.clear();
      return waiters;
    },
    size: () => all.reduce((sum, lane) => sum + lane.size, 0),
    before: (lane) =>
      all.slice(0, all.indexOf(lanes[lane]) + 1).reduce((sum, urgent) => sum + urgent.size, 0),
    lengths: () => ({
      deactivation: lanes.deactivation.size,
      interactive: lanes.interactive.size,
      background: lanes.background.size,
    }),
  };
}
