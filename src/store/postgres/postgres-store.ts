/**
 * The store in a PostgreSQL database, for one or more processes.
 *
 *   openPostgresStore -> pool-config   what DATABASE_URL says
 *                     -> migrate       under an advisory-lock <- migrations
 *                     -> database      the pool: statements and transactions, each error a StoreError (postgres-error)
 *                     -> *-table       SQL, the connection's name in each statement
 *                        (users-table -> user-order for pages, user-row for the columns, text-key for what look-ups compare,
 *                         user-attributes-table and user-search for conditions)
 *
 * Statements are not prepared by name and locks end with their transaction, so a pooler between the two may hand each
 * transaction to another connection (PgBouncer's transaction mode). What is written together is one statement where
 * that can be: docs/decisions/statements-to-postgresql.md.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Store } from '../store.ts';
import { createAudit } from './audit-table.ts';
import { createDatabase, type Database } from './database.ts';
import { describeUsers } from './describe-users.ts';
import { createDueMembers } from './due-members-table.ts';
import { createDueMoves } from './due-moves-table.ts';
import { createFacts } from './facts-table.ts';
import { createGroupMembers } from './group-members-table.ts';
import { createGroups } from './groups-table.ts';
import { createLeases } from './leases-table.ts';
import { createListings } from './listings-table.ts';
import { createMemberships } from './memberships-table.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { createPaces } from './paces-table.ts';
import { createPendingCreations } from './pending-creations-table.ts';
import { poolConfig, schemaOf, TIMEOUTS } from './pool-config.ts';
import { OLDEST_COMPATIBLE, refuseNewer } from './schema-version.ts';
import { createUsers } from './users-table.ts';

/** Connects and brings the schema up to date. Throws StoreError, without the URL in its message. */
export async function openPostgresStore(databaseUrl: string): Promise<Store> {
  const config = poolConfig(databaseUrl);
  const starting = createDatabase(config);
  try {
    await starting.transaction(async (query) => {
      await migrate(query, migrations, OLDEST_COMPATIBLE, schemaOf(databaseUrl));
    });
    await describeUsers(starting);
  } finally {
    await starting.close();
  }
  return createPostgresStore(createDatabase({ ...TIMEOUTS, ...config }));
}

function createPostgresStore(database: Database): Store {
  // For whoever looks into the table, where it is.
  const holder = `${hostname()} ${process.pid} ${randomUUID()}`;
  return {
    connection: (name) => ({
      users: createUsers(database, name),
      groups: createGroups(database, name),
      memberships: createMemberships(database, name),
      dueMoves: createDueMoves(database, name),
      audit: createAudit(database, name),
      groupMembers: createGroupMembers(database, name),
      dueMembers: createDueMembers(database, name),
      pendingCreations: createPendingCreations(database, name),
      facts: createFacts(database, name),
      leases: createLeases(database, name, holder),
      pace: createPaces(database, name),
      listing: createListings(database, name),
    }),
    async check() {
      await database.query(
        `INSERT INTO probe (id, checked) VALUES (1, now())
         ON CONFLICT (id) DO UPDATE SET checked = excluded.checked RETURNING checked`,
      );
      // A newer version may have started since, and be one that this one cannot run beside.
      await refuseNewer(database.query, migrations.length);
    },
    close: database.close,
  };
}
