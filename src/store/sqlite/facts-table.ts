import type { DatabaseSync } from 'node:sqlite';

export function createFactsTable(database: DatabaseSync) {
  const upsert = database.prepare(
    `INSERT INTO facts (connection, name, value) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value`,
  );
  const insert = database.prepare(
    `INSERT INTO facts (connection, name, value) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET value = value RETURNING value`,
  );
  const select = database.prepare('SELECT value FROM facts WHERE connection = ? AND name = ?');

  return {
    get(connection: string, name: string): string | undefined {
      const row = select.get(connection, name);
      return row && String(row.value);
    },
    set(connection: string, name: string, value: string): void {
      upsert.run(connection, name, value);
    },
    setOnce(connection: string, name: string, value: string): string {
      return String(insert.get(connection, name, value)?.value);
    },
  };
}
