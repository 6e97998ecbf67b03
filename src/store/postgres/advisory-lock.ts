import type { Query } from './database.ts';

/** "SCIM": keeps these locks apart from those that others take in the same database. */
const OURS = 0x5343494d;

/**
 * Waits for the lock of that name in this schema and holds it to the end of the transaction, however that ends. Two names
 * of one checksum share a lock, so a transaction that takes two takes `migrations` first: nobody wants that one who has another.
 */
export async function lockUntilCommit(query: Query, name: string): Promise<void> {
  await query(`SELECT pg_advisory_xact_lock($1, hashtext(concat(current_schema(), ' ', $2::text)))`, [
    OURS,
    name,
  ]);
}
