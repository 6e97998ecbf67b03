import type { DatabaseSync } from 'node:sqlite';

/** Numbers the changes of what the IdP said of memberships, within the transaction of each. */
export function createNextChange(database: DatabaseSync): (connection: string) => number {
  const next = database.prepare(
    `INSERT INTO ledger_changes (connection, seq) VALUES (?, 1)
     ON CONFLICT DO UPDATE SET seq = seq + 1 RETURNING seq`,
  );
  return (connection) => Number(next.get(connection)?.seq);
}
