import { hurriedBy, type Operation } from '../operation.ts';
import { within } from '../within.ts';

/**
 * One holder a key at a time. `hold` waits its turn: leavers first, else first come, first served. `holdFree` takes those
 * of the keys that nobody holds, at once, so that background work never makes a request wait.
 */
export interface KeyedLock {
  /**
   * `work` gets the operation to go on with: it ends early when the lock is lost, and is hurried when a leaver waits.
   * Throws ProvisioningError 'unavailable' when the operation's signal fires before the turn comes.
   */
  hold<T>(key: string, operation: Operation, work: (held: Operation) => Promise<T>): Promise<T>;
  holdFree<T>(
    keys: readonly string[],
    work: (keys: readonly string[], held: HeldFree) => Promise<T>,
  ): Promise<T>;
  /** For the holder of the key: the next one's turn comes when `settled` resolves, if that is later than usual. */
  keepUntil(key: string, settled: Promise<unknown>): void;
}

/** What comes along with keys that were free. */
export interface HeldFree {
  /** Asked right before anything is written; throws when a lock is lost. */
  confirm(): void;
  /** Fires when a leaver waits for one of the keys. */
  readonly hurried: AbortSignal;
}

/** Somebody at a key: the holder, or one who waits. */
interface Place {
  readonly isLeaver: boolean;
  /** Aborted when a leaver waits behind. */
  readonly hurry: AbortController;
  readonly enter: () => void;
}

/** Within a process, where no lock is ever lost. */
export function createKeyedLock(): KeyedLock {
  const queues = new Map<string, { holder: Place; readonly waiting: Set<Place> }>();
  const kept = new Map<string, Promise<unknown>>();

  /** True for who holds the key at once. */
  function enter(key: string, place: Place): boolean {
    const queue = queues.get(key);
    if (!queue) {
      queues.set(key, { holder: place, waiting: new Set() });
      return true;
    }
    queue.waiting.add(place);
    if (place.isLeaver) queue.holder.hurry.abort();
    return false;
  }

  /** The holder goes, or one who waits. */
  function leave(key: string, place: Place): void {
    const queue = queues.get(key);
    if (!queue || queue.waiting.delete(place)) return;
    const waiting = [...queue.waiting];
    const next = waiting.find(({ isLeaver }) => isLeaver) ?? waiting[0];
    if (!next) {
      queues.delete(key);
      return;
    }
    queue.waiting.delete(next);
    queue.holder = next;
    next.enter();
  }

  async function hold<T>(
    key: string,
    operation: Operation,
    work: (held: Operation) => Promise<T>,
  ): Promise<T> {
    const turn = Promise.withResolvers<void>();
    const hurry = new AbortController();
    const place = { isLeaver: operation.lane === 'deactivation', hurry, enter: turn.resolve };
    try {
      if (!enter(key, place)) await within(operation.signal, turn.promise);
    } catch (failure) {
      leave(key, place);
      throw failure;
    }
    try {
      return await work(hurriedBy(operation, hurry.signal));
    } finally {
      const settled = kept.get(key);
      kept.delete(key);
      if (settled) void settled.finally(() => leave(key, place));
      else leave(key, place);
    }
  }

  async function holdFree<T>(
    keys: readonly string[],
    work: (keys: readonly string[], held: HeldFree) => Promise<T>,
  ): Promise<T> {
    const hurry = new AbortController();
    const place = { isLeaver: false, hurry, enter: () => {} };
    const free = keys.filter((key) => !queues.has(key) && enter(key, place));
    try {
      return await work(free, { confirm: () => {}, hurried: hurry.signal });
    } finally {
      for (const key of free) leave(key, place);
    }
  }

  return {
    hold,
    holdFree,
    keepUntil: (key, settled) => {
      kept.set(key, settled);
    },
  };
}
