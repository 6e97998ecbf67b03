import type { Config } from './config/config.ts';
import { StoreError } from './store/store-error.ts';

/** As unusedDatabase() of the configuration, for what only a PostgreSQL server knows. No URL in it. */
export async function leftBehind({ unusedPostgresUrl }: Config): Promise<readonly string[]> {
  if (unusedPostgresUrl === undefined) return [];
  const { holdsBridge } = await import('./store/postgres/holds-bridge.ts');
  try {
    if (!(await holdsBridge(unusedPostgresUrl))) return [];
  } catch (error) {
    // What keeps a database from being used is told of the connections.
    if (error instanceof StoreError) return [];
    throw error;
  }
  return [
    'the PostgreSQL database of DATABASE_URL has tables of a bridge that no connection uses, each having its own schema: ' +
      'give the connection that they are of its databaseUrl (what DATABASE_URL is), or drop them',
  ];
}
