import type { KeyedLock } from '../locks/keyed-lock.ts';
import { inBackground, type Operation } from '../operation.ts';
import type { GroupContext } from './group-context.ts';
import { isAboutTheUser, settleEach } from './settle-each.ts';
import { settleMember } from './settle-member.ts';
import { settleMove } from './settle-move.ts';

export interface MoveWorker {
  start(): void;
  /** Moves are due: do not wait for the next round. */
  wake(): void;
  stop(): Promise<void>;
}

export interface MoveRound {
  readonly settled: number;
  readonly failures: readonly unknown[];
  /** How many are still due; undefined when the store does not tell. */
  readonly due: number | undefined;
}

export interface MoveWorkerSettings {
  readonly context: () => Promise<GroupContext>;
  readonly locks: KeyedLock;
  /** After each round. */
  readonly onRound: (round: MoveRound) => void;
}

const PORTION = 100;
const PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 30 * 60_000;

/**
 * Settles what requests left due, their process' own or those of one that died. While all that is left are
 * users whom Qualtrics refuses, it waits ever longer, until it is woken. One replica at a time.
 */
export function createMoveWorker({ context: ready, locks, onRound }: MoveWorkerSettings): MoveWorker {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let isWanted = false;
  let pauseMs = PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<MoveRound> {
    const context = await ready();
    const operation = inBackground('moves', stopping.signal);
    return await locks.hold('work:moves', operation, (held) => settleDue(context, held));
  }

  function next(): void {
    clearTimeout(timer);
    isWanted = false;
    running = round()
      .catch((failure: unknown): MoveRound => ({ settled: 0, failures: [failure], due: undefined }))
      .then((outcome) => {
        running = undefined;
        if (stopping.signal.aborted) return;
        const { settled, failures } = outcome;
        onRound(outcome);
        const isRefused = settled === 0 && failures.length > 0 && failures.every(isAboutTheUser);
        pauseMs = isRefused ? Math.min(2 * pauseMs, LONGEST_PAUSE_MS) : PAUSE_MS;
        if (isWanted) next();
        else timer = setTimeout(next, pauseMs).unref();
      });
  }

  function wake(): void {
    isWanted = true;
    if (!running && !stopping.signal.aborted) next();
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

async function settleDue(context: GroupContext, operation: Operation): Promise<MoveRound> {
  const { dueMoves, dueMembers } = context.store;
  const done = [
    await settleAll(context, dueMoves.all(), operation, ({ userId }) =>
      settleMove(context, userId, operation),
    ),
    await settleAll(context, dueMembers.all(), operation, (due) => settleMember(context, due, operation)),
  ];
  return {
    settled: done.reduce((sum, { settled }) => sum + settled, 0),
    failures: done.flatMap(({ failures }) => failures),
    due: (await dueMoves.count()) + (await dueMembers.count()),
  };
}

async function settleAll<T>(
  { groupPolicies: { concurrency } }: GroupContext,
  due: AsyncIterable<T>,
  operation: Operation,
  settle: (item: T) => Promise<boolean>,
): Promise<{ settled: number; failures: unknown[] }> {
  const failures: unknown[] = [];
  let settled = 0;
  for await (const portion of portions(due)) {
    const outcome = await settleEach(concurrency, portion, operation, settle);
    failures.push(...outcome.failures.values());
    settled += outcome.settled;
    if (outcome.settled + outcome.absent + outcome.failures.size < portion.length) break;
  }
  return { settled, failures };
}

async function* portions<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let portion: T[] = [];
  for await (const item of items) {
    portion.push(item);
    if (portion.length < PORTION) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
