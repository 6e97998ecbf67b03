import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane } from '../../qualtrics/client.ts';
import { hurriedBy, type Operation } from '../operation.ts';
import { within } from '../within.ts';
import type { KeyedLock } from './keyed-lock.ts';
import type { Lease, LeaseKeeper } from './lease-keeper.ts';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS: Readonly<Record<Lane, number>> = {
  deactivation: 100,
  interactive: 250,
  background: 1_000,
};

/**
 * Locks that hold across the replicas of one database. `turns` decides within the process who is next, so that one at a
 * time asks the database for a key: two statements for a lock that is free. Between replicas there is no order.
 */
export function createLeasedLock(turns: KeyedLock, leases: LeaseKeeper): KeyedLock {
  const kept = new Map<string, Promise<unknown>>();

  async function wait(key: string, { lane, signal, hurried }: Operation): Promise<Lease> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
      // A leaver may come behind who waits.
      const urgency = hurried?.aborted ? 'deactivation' : lane;
      const taking = leases.take([key]);
      try {
        const lease = (await within(signal, taking)).get(key);
        if (lease) return lease;
        // Each time: it may be somebody else by now who has it.
        if (urgency === 'deactivation') await within(signal, leases.press(key));
      } catch (failure) {
        // It may yet be ours, with nobody to hold it.
        turns.keepUntil(
          key,
          taking.then(() => leases.release([key]), ignore),
        );
        throw failure;
      }
      pauseMs = Math.min(pauseMs, LONGEST_PAUSE_MS[urgency]);
      await within(signal, sleep(pauseMs * (0.5 + Math.random() / 2)));
    }
  }

  async function giveBack(key: string): Promise<void> {
    const settled = kept.get(key);
    kept.delete(key);
    const released = (settled ?? Promise.resolve()).then(() => leases.release([key]));
    if (settled) turns.keepUntil(key, released);
    else await released;
  }

  return {
    hold: (key, operation, work) =>
      turns.hold(key, operation, async (turn) => {
        const lease = await wait(key, turn);
        try {
          return await work(under(lease, turn));
        } catch (failure) {
          throw lease.signal.aborted ? lease.signal.reason : failure;
        } finally {
          await giveBack(key);
        }
      }),
    holdFree: (keys, work) =>
      turns.holdFree(keys, async (free, turn) => {
        const taken = await leases.take(free);
        const hurried = AbortSignal.any([
          turn.hurried,
          ...Array.from(taken.values(), (lease) => lease.hurried),
        ]);
        const confirm = () => {
          for (const lease of taken.values()) lease.confirm();
        };
        try {
          // In the order given, which is that of a listing.
          return await work(
            free.filter((key) => taken.has(key)),
            { confirm, hurried },
          );
        } finally {
          await leases.release(taken.keys());
        }
      }),
    keepUntil: (key, settled) => {
      kept.set(key, settled);
    },
  };
}

/** It ends with the lease, too. */
function under(lease: Lease, operation: Operation): Operation {
  return {
    ...hurriedBy(operation, lease.hurried),
    signal: AbortSignal.any([operation.signal, lease.signal]),
    confirm() {
      operation.confirm?.();
      lease.confirm();
    },
  };
}

function ignore(): void {}
