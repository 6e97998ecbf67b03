import { createRounds, type Round, type Rounds } from './background-rounds.ts';
import type { KeyedLock } from './locks/keyed-lock.ts';
import { purgeDue } from './purge-users.ts';
import type { UserContext } from './user-context.ts';

export interface PurgeWorkerSettings {
  readonly context: () => Promise<UserContext>;
  readonly locks: KeyedLock;
  readonly onPurged: (round: Round<{ readonly purged: number }>) => void;
}

/** Deletes whose time has come. */
export function createPurgeWorker({ context, locks, onPurged }: PurgeWorkerSettings): Rounds {
  return createRounds({
    task: 'purge',
    key: 'work:purge',
    locks,
    work: async (held) => ({ purged: await purgeDue(await context(), held) }),
    onRound: onPurged,
  });
}
