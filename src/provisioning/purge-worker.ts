import type { KeyedLock } from './locks/keyed-lock.ts';
import { inBackground } from './operation.ts';
import { purgeDue } from './purge-users.ts';
import type { UserContext } from './user-context.ts';

export interface PurgeWorker {
  start(): void;
  /** Does not wait for the next round. */
  look(): void;
  stop(): Promise<void>;
}

export interface PurgeWorkerSettings {
  readonly context: () => Promise<UserContext>;
  readonly locks: KeyedLock;
  readonly onPurged: (outcome: { readonly purged: number } | { readonly failure: unknown }) => void;
}

const INTERVAL_MS = 60 * 60 * 1_000;

/** Deletes whose time has come, every hour; one replica at a time. */
export function createPurgeWorker({ context: ready, locks, onPurged }: PurgeWorkerSettings): PurgeWorker {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<{ purged: number }> {
    const context = await ready();
    const operation = inBackground('purge', stopping.signal);
    return { purged: await locks.hold('work:purge', operation, (held) => purgeDue(context, held)) };
  }

  function look(): void {
    if (stopping.signal.aborted) return;
    running ??= round()
      .catch((failure: unknown) => ({ failure }))
      .then((outcome) => {
        running = undefined;
        if (!stopping.signal.aborted) onPurged(outcome);
      });
  }

  return {
    start() {
      timer = setInterval(look, INTERVAL_MS).unref();
      look();
    },
    look,
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
