/**
 * One holder a key at a time, of all who share the database:
 *
 *   hold -> keyed-lock    one after the other, within the process
 *        -> leased-lock   and the first of them among the replicas    <- lease-keeper renews what is held
 *        -> the work, with an operation that ends when the lock is lost
 */
import type { LeaseStore } from '../../store/leases.ts';
import { createKeyedLock, type KeyedLock } from './keyed-lock.ts';
import { createLeaseKeeper } from './lease-keeper.ts';
import { createLeasedLock } from './leased-lock.ts';

/** Without leases the process has its database for itself. */
export function openLocks(leases: LeaseStore | undefined): KeyedLock {
  const turns = createKeyedLock();
  return leases ? createLeasedLock(turns, createLeaseKeeper(leases)) : turns;
}
