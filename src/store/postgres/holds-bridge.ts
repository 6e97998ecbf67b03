import { createDatabase } from './database.ts';
import { poolConfig, TIMEOUTS } from './pool-config.ts';

/** Whether there are tables of a bridge where that URL leads. Throws StoreError. */
export async function holdsBridge(databaseUrl: string): Promise<boolean> {
  const database = createDatabase({ ...TIMEOUTS, ...poolConfig(databaseUrl), max: 1 });
  try {
    const [found] = await database.query<{ name: string | null }>(
      `SELECT to_regclass('bridge_schema') AS name`,
    );
    return found?.name != null;
  } finally {
    await database.close();
  }
}
