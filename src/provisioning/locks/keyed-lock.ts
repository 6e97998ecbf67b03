import type { Operation } from '../operation.ts';
import { within } from '../within.ts';

/**
 * One holder a key at a time. `hold` waits its turn (first come, first served); `holdFree` takes those of the keys
 * that nobody holds, at once, so that background work never makes a request wait.
 */
export interface KeyedLock {
  /**
   * `work` gets the operation to go on with: it ends early when the lock is lost. Throws ProvisioningError 'unavailable'
   * when the operation's signal fires before the turn comes.
   */
  hold<T>(key: string, operation: Operation, work: (held: Operation) => Promise<T>): Promise<T>;
  /** `confirm` is asked right before anything is written; it throws when a lock is lost. */
  holdFree<T>(
    keys: readonly string[],
    work: (held: readonly string[], confirm: () => void) => Promise<T>,
  ): Promise<T>;
  /** For the holder of the key: the next one's turn comes when `settled` resolves, if that is later than usual. */
  keepUntil(key: string, settled: Promise<unknown>): void;
}

/** Within a process, where no lock is ever lost. */
export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<void>>();
  const kept = new Map<string, Promise<unknown>>();

  /** The last place in the queue: what it waits for, and what lets the next one in. */
  function enqueue(key: string): { before: Promise<void> | undefined; leave: () => void } {
    const before = tails.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    tails.set(key, promise);
    const leave = () => {
      if (tails.get(key) === promise) tails.delete(key);
      resolve();
    };
    return { before, leave };
  }

  async function hold<T>(
    key: string,
    operation: Operation,
    work: (held: Operation) => Promise<T>,
  ): Promise<T> {
    const { before, leave } = enqueue(key);
    try {
      if (before) await within(operation.signal, before);
    } catch (failure) {
      // Who waits behind goes on waiting for those before.
      void before?.then(leave);
      throw failure;
    }
    try {
      return await work(operation);
    } finally {
      const settled = kept.get(key);
      kept.delete(key);
      if (settled) void settled.finally(leave);
      else leave();
    }
  }

  async function holdFree<T>(
    keys: readonly string[],
    work: (held: readonly string[], confirm: () => void) => Promise<T>,
  ): Promise<T> {
    const free = keys.filter((key) => !tails.has(key));
    const places = free.map(enqueue);
    try {
      return await work(free, () => {});
    } finally {
      for (const { leave } of places) leave();
    }
  }

  return {
    hold,
    holdFree,
    keepUntil: (key, settled) => {
      kept.set(key, settled);
    },
  };
}
