import type { Query } from './database.ts';

/**
 * The number of a change of what the IdP said of memberships. The row stays locked up to the commit: changes come one after
 * the other, numbered in that order.
 */
export async function nextChange(query: Query, connection: string): Promise<number> {
  const [change] = await query<{ seq: string }>(
    `INSERT INTO ledger_changes (connection, seq) VALUES ($1, 1)
     ON CONFLICT (connection) DO UPDATE SET seq = ledger_changes.seq + 1 RETURNING seq`,
    [connection],
  );
  return Number(change?.seq);
}
