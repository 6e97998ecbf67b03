import { setImmediate } from 'node:timers/promises';
import type { ConnectionStore } from '../../store/store.ts';
import type { KeyedLock } from '../locks/keyed-lock.ts';
import { inBackground, type Operation } from '../operation.ts';

export interface AuditPruning {
  start(): void;
  stop(): Promise<void>;
}

export interface AuditPruningSettings {
  readonly store: Pick<ConnectionStore, 'audit'>;
  readonly locks: KeyedLock;
  /** For how long entries are kept. */
  readonly days: number;
  readonly onPruned: (outcome: { readonly pruned: number } | { readonly failure: unknown }) => void;
}

const INTERVAL_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * INTERVAL_MS;
const PORTION = 500;

/** Takes entries away that are older than they may be: every hour, one replica at a time, in portions. */
export function createAuditPruning({ store, locks, days, onPruned }: AuditPruningSettings): AuditPruning {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function prune({ signal }: Operation): Promise<{ pruned: number }> {
    const before = new Date(Date.now() - days * DAY_MS).toISOString();
    for (let pruned = 0; ; await setImmediate()) {
      const portion = await store.audit.prune(before, PORTION);
      pruned += portion;
      if (portion < PORTION || signal.aborted) return { pruned };
    }
  }

  function round(): void {
    running ??= locks
      .hold('work:audit', inBackground('audit', stopping.signal), prune)
      .catch((failure: unknown) => ({ failure }))
      .then((outcome) => {
        running = undefined;
        if (!stopping.signal.aborted) onPruned(outcome);
      });
  }

  return {
    start() {
      timer = setInterval(round, INTERVAL_MS).unref();
      round();
    },
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
