import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '../../store/leases.ts';

const SIGN_MS = 5_000;
/** What a replica held when it died runs out within the same time. */
const SILENCE_MS = 20_000;

export interface ReplicaWatch {
  start(): void;
  stop(): Promise<void>;
}

/**
 * Gives the other replicas a sign of life, and tells when one of them has given none for 20 s, or has left a lock to run
 * out: what it was at is then to be taken over, so within 30 s of its death. One of those that are left is told.
 */
export function watchReplicas(leases: LeaseStore, onLost: () => void): ReplicaWatch {
  const own = [`replica:${randomUUID()}`];
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    await leases.take(own, SILENCE_MS);
    const ended = await leases.sweep();
    if (ended.length > 0) onLost();
  }

  function tick(): void {
    // While the database does not answer there is nothing to take over from anybody.
    looking ??= look()
      .catch(() => {})
      .finally(() => {
        looking = undefined;
      });
  }

  return {
    start() {
      timer = setInterval(tick, SIGN_MS).unref();
      tick();
    },
    async stop() {
      clearInterval(timer);
      await looking;
      await leases.release(own).catch(() => {});
    },
  };
}
