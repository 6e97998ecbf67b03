import { DatabaseSync, StatementSync } from 'node:sqlite';
import pg from 'pg';

/** A count of all statements that this process has sent to a store. */
export interface StoreQueries {
  count(): number;
}

/** Counts from now on, on both stores. The product knows nothing of it: the drivers' own methods are wrapped. */
export function countStoreQueries(): StoreQueries {
  let sent = 0;
  function wrap(target: object, method: string): void {
    const original: unknown = Reflect.get(target, method);
    if (typeof original !== 'function') throw new Error(`The driver has no ${method} any more.`);
    Reflect.set(target, method, function counted(this: unknown, ...args: unknown[]) {
      sent += 1;
      return Reflect.apply(original, this, args);
    });
  }
  for (const method of ['run', 'get', 'all', 'iterate']) wrap(StatementSync.prototype, method);
  wrap(DatabaseSync.prototype, 'exec');
  wrap(pg.Client.prototype, 'query');
  return { count: () => sent };
}
