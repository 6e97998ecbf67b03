import type { GroupContext } from './group-context.ts';
import { settleMoves } from './settle-moves.ts';

export interface MoveWorker {
  start(): void;
  /** Moves are due: do not wait for the next round. */
  wake(): void;
  stop(): Promise<void>;
}

export interface MoveWorkerSettings {
  readonly context: () => Promise<GroupContext>;
  readonly onRound: (outcome: { readonly settled: number; readonly failures: readonly unknown[] }) => void;
}

const PORTION = 100;
const PAUSE_MS = 30_000;

/** Settles what requests left due, their process' own or those of one that died (design D7). */
export function createMoveWorker({ context: ready, onRound }: MoveWorkerSettings): MoveWorker {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<void> {
    const context = await ready();
    const operation = { lane: 'background', signal: stopping.signal, dropped: () => {} } as const;
    const failures: unknown[] = [];
    let settled = 0;
    let portion: string[] = [];
    const settle = async () => {
      const failed = await settleMoves(context, portion, operation);
      failures.push(...failed);
      settled += portion.length - failed.length;
      portion = [];
    };
    for await (const { userId } of context.store.dueMoves.all()) {
      if (stopping.signal.aborted) return;
      portion.push(userId);
      if (portion.length === PORTION) await settle();
    }
    await settle();
    if (settled + failures.length > 0) onRound({ settled, failures });
  }

  function wake(): void {
    if (stopping.signal.aborted) return;
    clearTimeout(timer);
    running ??= round()
      .catch((failure: unknown) => onRound({ settled: 0, failures: [failure] }))
      .finally(() => {
        running = undefined;
        if (!stopping.signal.aborted) timer = setTimeout(wake, PAUSE_MS).unref();
      });
  }

  return {
    start: wake,
    wake,
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
