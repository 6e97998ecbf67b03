import type { DatabaseSync } from 'node:sqlite';
import type { AuditEntry, AuditQuery } from '../audit.ts';

/** Where a portion begins: behind this entry. */
export interface AuditPlace {
  readonly time: string;
  readonly seq: number;
}

/** Greater than every time. */
const NEVER = '~';

export function createAuditTable(database: DatabaseSync) {
  const insert = database.prepare('INSERT INTO audit (connection, time, id, content) VALUES (?, ?, ?, ?)');
  const all = select('');
  const ofOne = select('AND id = :id');
  const prune = database.prepare(
    `DELETE FROM audit WHERE seq IN
       (SELECT seq FROM audit WHERE connection = ? AND time < ? ORDER BY time, seq LIMIT ?)`,
  );

  function select(condition: string) {
    return database.prepare(
      `SELECT seq, time, content FROM audit
       WHERE connection = :connection AND (time, seq) > (:time, :seq) AND time < :until ${condition}
       ORDER BY time, seq LIMIT :size`,
    );
  }

  return {
    add(connection: string, entry: AuditEntry): void {
      insert.run(connection, entry.time, entry.id ?? null, JSON.stringify(entry));
    },
    start: ({ since = '' }: AuditQuery): AuditPlace => ({ time: since, seq: 0 }),
    portion(connection: string, { id, until = NEVER }: AuditQuery, after: AuditPlace, size: number) {
      const place = { connection, until, size, time: after.time, seq: after.seq };
      const rows = id === undefined ? all.all(place) : ofOne.all({ ...place, id });
      return rows.map((row) => ({
        value: JSON.parse(String(row.content)) as AuditEntry,
        next: { time: String(row.time), seq: Number(row.seq) },
      }));
    },
    prune: (connection: string, before: string, limit: number) =>
      Number(prune.run(connection, before, limit).changes),
  };
}
