/**
 * What this process has taken of the locks that replicas share:
 *
 *   take -> renewed every 3 s as long as it is held -> release
 *        -> not confirmed for 10 s? lost: the work is aborted, and writes nothing more -> after 20 s somebody else may
 *
 * The 10 s between are for what was on its way when the work was aborted: Qualtrics ends its calls after 5 s, so no PUT of
 * the old holder lands between the GET and the PUT of the next one. Each side measures with its own clock, from when the
 * database was asked, so they need not agree on the time.
 */
import type { LeaseStore } from '../../store/leases.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import { createElapsed } from './elapsed.ts';

const LEASE_MS = 20_000;
const TRUST_MS = 10_000;
const RENEW_MS = 3_000;
const TICK_MS = 1_000;

export interface Lease {
  /** Aborts when the lease is lost. */
  readonly signal: AbortSignal;
  /** Aborts when a leaver waits for it in another process, which is heard of with the next renewal. */
  readonly hurried: AbortSignal;
  /** Throws when it is lost; also at once after the process was frozen, when no timer has run yet. */
  confirm(): void;
}

export interface LeaseKeeper {
  /** Those of the keys that no other process has, once each. Throws StoreError. */
  take(keys: readonly string[]): Promise<Map<string, Lease>>;
  /** Hurries whoever has it. Throws StoreError. */
  press(key: string): Promise<void>;
  /** Never rejects: what cannot be released ends by itself. */
  release(keys: Iterable<string>): Promise<void>;
}

interface Held extends Lease {
  /** By this process' clock. */
  trustedUntil: number;
  askedAt: number;
  lose(): void;
  hurry(): void;
}

export function createLeaseKeeper(store: LeaseStore, elapsed = createElapsed()): LeaseKeeper {
  const held = new Map<string, Held>();
  let timer: NodeJS.Timeout | undefined;

  function watch(): void {
    if (held.size === 0) {
      clearInterval(timer);
      timer = undefined;
    } else {
      timer ??= setInterval(tick, TICK_MS).unref();
    }
  }

  function tick(): void {
    const now = elapsed();
    const due: [string, Held][] = [];
    for (const [key, lease] of held) {
      if (now >= lease.trustedUntil) lease.lose();
      else if (now - lease.askedAt >= RENEW_MS) due.push([key, lease]);
    }
    if (due.length > 0) void renew(new Map(due), now);
  }

  async function renew(due: ReadonlyMap<string, Held>, now: number): Promise<void> {
    for (const lease of due.values()) lease.askedAt = now;
    // A failure is no loss: the next tick but two asks again, on another connection if need be.
    const renewed = await store.renew([...due.keys()], LEASE_MS).catch(() => undefined);
    if (!renewed) return;
    for (const [key, lease] of due) {
      const ours = renewed.get(key);
      if (!ours) lease.lose();
      else lease.trustedUntil = now + TRUST_MS;
      if (ours?.isPressed) lease.hurry();
    }
  }

  return {
    async take(keys) {
      const now = elapsed();
      const taken = new Map((await store.take(keys, LEASE_MS)).map((key) => [key, createHeld(now, elapsed)]));
      for (const [key, lease] of taken) held.set(key, lease);
      watch();
      return taken;
    },
    press: store.press,
    async release(keys) {
      const all = [...keys];
      for (const key of all) held.delete(key);
      watch();
      await store.release(all).catch(() => {});
    },
  };
}

function createHeld(askedAt: number, elapsed: () => number): Held {
  const lost = new AbortController();
  const hurry = new AbortController();
  const lease: Held = {
    signal: lost.signal,
    hurried: hurry.signal,
    trustedUntil: askedAt + TRUST_MS,
    askedAt,
    lose: () => lost.abort(refusal()),
    hurry: () => hurry.abort(),
    confirm() {
      if (elapsed() >= lease.trustedUntil) lease.lose();
      lost.signal.throwIfAborted();
    },
  };
  return lease;
}

function refusal(): ProvisioningError {
  const detail =
    "The bridge's own database did not answer in time, so the change was stopped half-way; repeat it.";
  return new ProvisioningError('store-unavailable', detail, { retryAfter: 30 });
}
