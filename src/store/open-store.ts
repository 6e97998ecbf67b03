import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

const openers = new Map<string, (databaseUrl: string) => Promise<Store>>([
  ['sqlite:', async (databaseUrl) => openSqliteStore(databaseUrl.slice('sqlite:'.length))],
  ['postgres:', openPostgres],
  ['postgresql:', openPostgres],
]);

/**
 * Opens the database that DATABASE_URL names: `sqlite:PATH`, `sqlite::memory:` or `postgres://...`.
 * Throws StoreError; its message never holds the URL, which may carry a password.
 */
export async function openStore(databaseUrl: string): Promise<Store> {
  const open = openers.get(databaseUrl.slice(0, databaseUrl.indexOf(':') + 1).toLowerCase());
  if (!open) {
    throw new StoreError(
      'configuration',
      'DATABASE_URL must be sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST/DATABASE.',
    );
  }
  return open(databaseUrl);
}

/** Loaded when it is wanted: a tenth of what a start costs without. */
async function openPostgres(databaseUrl: string): Promise<Store> {
  const { openPostgresStore } = await import('./postgres/postgres-store.ts');
  return openPostgresStore(databaseUrl);
}
