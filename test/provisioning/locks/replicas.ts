import type { Test } from 'tap';
import type { KeyedLock } from '../../../src/provisioning/locks/keyed-lock.ts';
import { openLocks } from '../../../src/provisioning/locks/open-locks.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Postgres } from '../../support/postgres.ts';
import type { Sides } from './lock-conformance.ts';

/** The locks of two replicas of a new database; they end with the test. */
export async function openReplicas(t: Test, postgres: Postgres): Promise<{ url: string; sides: Sides }> {
  const url = await postgres.newDatabase();
  const locksOf = async (): Promise<KeyedLock> => {
    const store = await openStore(url);
    t.teardown(() => store.close());
    return openLocks(store.connection('acme').leases);
  };
  return { url, sides: [await locksOf(), await locksOf()] };
}
