import type { ConnectionStore } from '../store.ts';
import type { Database } from './database.ts';

export function createFacts({ query }: Database, connection: string): ConnectionStore['facts'] {
  return {
    async get(name) {
      const [row] = await query<{ value: string }>(
        'SELECT value FROM facts WHERE connection = $1 AND name = $2',
        [connection, name],
      );
      return row?.value;
    },
    async set(name, value) {
      await query(
        `INSERT INTO facts (connection, name, value) VALUES ($1, $2, $3)
         ON CONFLICT (connection, name) DO UPDATE SET value = excluded.value`,
        [connection, name, value],
      );
    },
    async setOnce(name, value) {
      const [row] = await query<{ value: string }>(
        `INSERT INTO facts (connection, name, value) VALUES ($1, $2, $3)
         ON CONFLICT (connection, name) DO UPDATE SET value = facts.value RETURNING value`,
        [connection, name, value],
      );
      return row?.value ?? value;
    },
  };
}
