import type { LookUpKey, StoredUser } from '../../src/store/store.ts';

/**
 * What a store is to its callers, over a Map: one keeps the order of the first set of each key, which is the
 * order that the store promises.
 */
export class StoreModel {
  readonly users = new Map<string, StoredUser>();

  get live(): StoredUser[] {
    return [...this.users.values()].filter((user) => user.deleted === undefined);
  }

  lookUp(key: LookUpKey, value: string): StoredUser[] {
    return this.live.filter(({ keys }) =>
      key === 'email' ? keys.emails.includes(value) : keys[key] === value,
    );
  }

  /** Of those deleted at the same time, the one that was put first later; sort is stable. */
  lookUpDeleted(userName: string): StoredUser | undefined {
    return [...this.users.values()]
      .filter(({ keys, deleted }) => deleted !== undefined && keys.userName === userName)
      .sort((a, b) => Date.parse(a.deleted ?? '') - Date.parse(b.deleted ?? ''))
      .at(-1);
  }

  duePurges(now: string): string[] {
    return [...this.users.values()]
      .filter(
        ({ deleted, purgeAfter }) => deleted !== undefined && purgeAfter !== undefined && purgeAfter <= now,
      )
      .map(({ id }) => id)
      .sort();
  }
}
