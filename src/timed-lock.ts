import type { KeyedLock } from './provisioning/keyed-lock.ts';

/** The same lock, which tells how long each holder waited for its turn, in ms. */
export function timedLock(lock: KeyedLock, onWaited: (ms: number) => void): KeyedLock {
  return {
    ...lock,
    hold(key, work, signal) {
      const began = performance.now();
      const timed = () => {
        onWaited(performance.now() - began);
        return work();
      };
      return lock.hold(key, timed, signal);
    },
  };
}
