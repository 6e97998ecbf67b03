import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

const openers = new Map<string, (databaseUrl: string) => Promise<Store>>([
  ['sqlite:', async (databaseUrl) => openSqliteStore(databaseUrl.slice('sqlite:'.length))],
  ['postgres:', refusePostgres],
  ['postgresql:', refusePostgres],
]);

/**
 * Opens the database that DATABASE_URL names: `sqlite:PATH` or `sqlite::memory:`.
 * Throws StoreError; its message never holds the URL, which may carry a password.
 */
export async function openStore(databaseUrl: string): Promise<Store> {
  const open = openers.get(databaseUrl.slice(0, databaseUrl.indexOf(':') + 1).toLowerCase());
  if (!open) throw new StoreError('configuration', 'DATABASE_URL must be sqlite:PATH or sqlite::memory:.');
  return open(databaseUrl);
}

async function refusePostgres(): Promise<never> {
  throw new StoreError(
    'configuration',
    'DATABASE_URL names a PostgreSQL database, which this version cannot use yet. Set it to sqlite:PATH.',
  );
}
