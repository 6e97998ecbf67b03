import { setImmediate as turn } from 'node:timers/promises';
import type { ConnectionStore, Store } from '../../../src/store/store.ts';

/**
 * The store behind a wire: before and after each call everything else in the process gets its turn. SQLite's calls
 * are done at once, so that nothing ever comes between two of them; a database server's are not.
 */
export function slowStore(store: Store): Store {
  return {
    ...store,
    connection: (name) => {
      const parts = store.connection(name);
      const { users, listing, groups, memberships, dueMoves, audit, pendingCreations, facts } = parts;
      const connection: ConnectionStore = {
        users: slow(users),
        listing: slow(listing),
        groups: slow(groups),
        memberships: slow(memberships),
        dueMoves: slow(dueMoves),
        groupMembers: slow(parts.groupMembers),
        dueMembers: slow(parts.dueMembers),
        audit: slow(audit),
        pendingCreations: slow(pendingCreations),
        facts: slow(facts),
      };
      return connection;
    },
  };
}

function slow<Part extends object>(part: Part): Part {
  return new Proxy(part, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...parameters: unknown[]) => {
        const result: unknown = Reflect.apply(method, target, parameters);
        return result instanceof Promise ? late(result) : result;
      };
    },
  });
}

async function late<T>(result: Promise<T>): Promise<T> {
  const value = await result;
  await turn();
  return value;
}
