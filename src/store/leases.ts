/**
 * Locks between the processes that share a database. Each is a lease: it ends by itself when its holder is gone. The
 * holder is whoever opened the store, so within a process somebody else keeps two from wanting the same key at once.
 */
export interface LeaseStore {
  /**
   * Takes those of the keys that no other process has, for that long by the database's clock, and returns them. Keys
   * come once each. One that this process has already is prolonged.
   */
  take(keys: readonly string[], ms: number): Promise<string[]>;
  /** Prolongs leases; returns those that this process still has, and of each whether somebody else presses for it. */
  renew(keys: readonly string[], ms: number): Promise<Map<string, { readonly isPressed: boolean }>>;
  /** Tells the holder of a lease, with its next renewal, that it should hurry. */
  press(key: string): Promise<void>;
  release(keys: readonly string[]): Promise<void>;
  /** Removes the leases that ran out and were not taken by anybody; returns their keys. */
  sweep(): Promise<string[]>;
}
