import type { BridgeTask } from '../store/audit.ts';
import type { KeyedLock } from './locks/keyed-lock.ts';
import { inBackground, type Operation } from './operation.ts';

/** Work that the bridge does of its own accord, a round at a time. */
export interface Rounds {
  /** Begins a round, unless one is under way. */
  look(): void;
  /** The same, and again every so often. */
  repeat(everyMs: number): void;
  /** Ends the round under way; there is no other. */
  stop(): Promise<void>;
}

/** What a round came to. */
export type Round<T> = T | { readonly failure: unknown };

export interface RoundsSettings<T> {
  readonly task: BridgeTask;
  /** Of the lock that keeps it to one replica at a time. */
  readonly key: `work:${string}`;
  readonly locks: KeyedLock;
  readonly work: (held: Operation) => Promise<T>;
  /** Hears of each round but one that was stopped. */
  readonly onRound: (round: Round<T>) => void;
}

export function createRounds<T>({ task, key, locks, work, onRound }: RoundsSettings<T>): Rounds {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<void> {
    const outcome = await locks
      .hold(key, inBackground(task, stopping.signal), work)
      .catch((failure: unknown) => ({ failure }));
    running = undefined;
    if (!stopping.signal.aborted) onRound(outcome);
  }

  function look(): void {
    if (!stopping.signal.aborted) running ??= round();
  }

  return {
    look,
    repeat(everyMs) {
      timer = setInterval(look, everyMs).unref();
      look();
    },
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
