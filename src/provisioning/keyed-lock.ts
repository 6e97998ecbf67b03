/**
 * One holder a key at a time. `hold` waits its turn (first come, first served); `holdFree` takes those of the keys
 * that nobody holds, at once, so that background work never makes a request wait.
 */
export interface KeyedLock {
  hold<T>(key: string, work: () => Promise<T>): Promise<T>;
  holdFree<T>(keys: readonly string[], work: (held: readonly string[]) => Promise<T>): Promise<T>;
}

/** For one process. Several replicas need the locks of their shared store. */
export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<void>>();

  async function hold<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = tails.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    tails.set(key, promise);
    try {
      await before;
      return await work();
    } finally {
      if (tails.get(key) === promise) tails.delete(key);
      resolve();
    }
  }

  async function holdFree<T>(
    keys: readonly string[],
    work: (held: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const free = keys.filter((key) => !tails.has(key));
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const key of free) tails.set(key, promise);
    try {
      return await work(free);
    } finally {
      for (const key of free) if (tails.get(key) === promise) tails.delete(key);
      resolve();
    }
  }

  return { hold, holdFree };
}
