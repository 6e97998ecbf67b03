import type { AuditStore } from './audit.ts';
import { inPortions } from './in-portions.ts';
import { createAudit } from './postgres/audit-table.ts';
import { createDatabase } from './postgres/database.ts';
import { poolConfig, TIMEOUTS } from './postgres/pool-config.ts';
import { createAuditTable } from './sqlite/audit-table.ts';
import { openExisting } from './sqlite/open-existing.ts';
import { toStoreError } from './sqlite/sqlite-error.ts';

export interface OpenAudit extends Pick<AuditStore, 'entries'> {
  close(): Promise<void>;
}

/**
 * Opens a database for reading the audit of its connection only, also while the bridge uses it: nothing is locked, made
 * or brought to this version's schema. Throws StoreError.
 */
export async function openAudit(databaseUrl: string, connection: string): Promise<OpenAudit> {
  if (!databaseUrl.startsWith('sqlite:')) {
    const database = createDatabase({ ...TIMEOUTS, ...poolConfig(databaseUrl), max: 1 });
    return { entries: createAudit(database, connection).entries, close: database.close };
  }
  const { database, file } = openExisting(databaseUrl.slice('sqlite:'.length));
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, file);
    }
  };
  const table = attempt(() => createAuditTable(database));
  return {
    entries: (query = {}) =>
      inPortions(table.start(query), async (after, size) =>
        attempt(() => table.portion(connection, query, after, size)),
      ),
    close: async () => database.close(),
  };
}
