import type { KeyedLock } from './keyed-lock.ts';

/** The same lock, which tells how long each holder waited for its turn, in ms. */
export function timedLock(lock: KeyedLock, onWaited: (ms: number) => void): KeyedLock {
  return {
    ...lock,
    hold(key, operation, work) {
      const began = performance.now();
      return lock.hold(key, operation, (held) => {
        onWaited(performance.now() - began);
        return work(held);
      });
    },
  };
}
