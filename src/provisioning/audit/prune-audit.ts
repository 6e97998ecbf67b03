import { setImmediate } from 'node:timers/promises';
import type { ConnectionStore } from '../../store/store.ts';
import { createRounds, type Round, type Rounds } from '../background-rounds.ts';
import type { KeyedLock } from '../locks/keyed-lock.ts';
import type { Operation } from '../operation.ts';

export interface AuditPruningSettings {
  readonly store: Pick<ConnectionStore, 'audit'>;
  readonly locks: KeyedLock;
  /** For how long entries are kept. */
  readonly days: number;
  readonly onPruned: (round: Round<{ readonly pruned: number }>) => void;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const PORTION = 500;

/** Takes entries away that are older than they may be, in portions. */
export function createAuditPruning({ store, locks, days, onPruned }: AuditPruningSettings): Rounds {
  async function prune({ signal }: Operation): Promise<{ pruned: number }> {
    const before = new Date(Date.now() - days * DAY_MS).toISOString();
    for (let pruned = 0; ; await setImmediate()) {
      const portion = await store.audit.prune(before, PORTION);
      pruned += portion;
      if (portion < PORTION || signal.aborted) return { pruned };
    }
  }

  return createRounds({ task: 'audit', key: 'work:audit', locks, work: prune, onRound: onPruned });
}
