import type { AuditEntry, AuditStore } from '../audit.ts';
import { inPortions } from '../in-portions.ts';
import type { Database } from './database.ts';
import { textKey } from './text-key.ts';

/** Greater than every time. */
const NEVER = '~';

/** A statement that adds entries; it names the parameters of the connection and of entryRows(). */
export function addEntries(connection: string, rows: string): string {
  return `INSERT INTO audit (connection, time, id, content)
    SELECT ${connection}, time, id, content FROM json_populate_recordset(NULL::audit, ${rows})`;
}

export function entryRows(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) => ({
    time: entry.time,
    id: entry.id === undefined ? null : textKey(entry.id),
    content: JSON.stringify(entry),
  }));
  return JSON.stringify(rows);
}

export function createAudit({ query }: Database, connection: string): AuditStore {
  return {
    async add(entries) {
      await query(addEntries('$1', '$2'), [connection, entryRows(entries)]);
    },
    entries: ({ id, since = '', until = NEVER } = {}) =>
      inPortions({ time: since, seq: '0' }, async (after, size) => {
        const rows = await query<{ seq: string; time: string; content: string }>(
          `SELECT seq, time, content FROM audit
           WHERE connection = $1 AND (time, seq) > ($2, $3) AND time < $4 ${id === undefined ? '' : 'AND id = $6'}
           ORDER BY time, seq LIMIT $5`,
          [connection, after.time, after.seq, until, size, ...(id === undefined ? [] : [textKey(id)])],
        );
        return rows.map(({ seq, time, content }) => ({
          value: JSON.parse(content) as AuditEntry,
          next: { time, seq },
        }));
      }),
    async prune(before, limit) {
      const gone = await query(
        `DELETE FROM audit WHERE seq IN
           (SELECT seq FROM audit WHERE connection = $1 AND time < $2 ORDER BY time, seq LIMIT $3)
         RETURNING seq`,
        [connection, before, limit],
      );
      return gone.length;
    },
  };
}
