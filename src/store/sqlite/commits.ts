import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './in-transaction.ts';

export interface Commits {
  /** Does the work, which may be done again should others fail beside it; resolves when it is on the disk. */
  add<T>(work: () => T): Promise<T>;
  /** Commits now what waits. */
  flush(): void;
}

interface Write {
  /** Does the work and returns what tells the caller so. */
  readonly run: () => () => void;
  readonly refuse: (reason: unknown) => void;
}

/**
 * Commits the writes of one turn of the event loop together. Each commit waits for the disk, and the process with it,
 * for milliseconds on some: requests that write at the same time share that wait. Each write is atomic all the same: when
 * one fails, none is done, and then each by itself.
 */
export function createCommits(database: DatabaseSync): Commits {
  let waiting: Write[] = [];

  function commit(writes: readonly Write[]): void {
    let isBegun = false;
    try {
      const done: (() => void)[] = [];
      inTransaction(database, () => {
        isBegun = true;
        for (const { run } of writes) done.push(run());
      });
      for (const tell of done) tell();
    } catch (reason) {
      // Where nothing could begin (SQLITE_BUSY) each would wait as long again, and the process with it.
      if (isBegun && writes.length > 1) for (const write of writes) commit([write]);
      else for (const { refuse } of writes) refuse(reason);
    }
  }

  function flush(): void {
    const writes = waiting;
    waiting = [];
    if (writes.length > 0) commit(writes);
  }

  return {
    add<T>(work: () => T) {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({
        run() {
          const result = work();
          return () => resolve(result);
        },
        refuse: reject,
      });
      return promise;
    },
    flush,
  };
}
