import { createDatabase, type Query } from '../../store/postgres/database.ts';
import { migrations } from '../../store/postgres/migrations.ts';
import { poolConfig, TIMEOUTS } from '../../store/postgres/pool-config.ts';
import { OLDEST_COMPATIBLE, refuseNewer } from '../../store/postgres/schema-version.ts';
import { StoreError } from '../../store/store-error.ts';
import { fail, ok, type Verdict, warn } from './check.ts';

/**
 * The PostgreSQL database of DATABASE_URL, which may hold a password: no verdict repeats it. Looked at without the
 * store, which would bring it to this version's schema; nothing is written.
 */
export async function checkPostgresStore(databaseUrl: string): Promise<Verdict> {
  try {
    const database = createDatabase({ ...TIMEOUTS, ...poolConfig(databaseUrl), max: 1 });
    try {
      return await inspect(database.query);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return fail(error.message, 'see "PostgreSQL" in docs/configuration.md');
  }
}

interface State {
  readonly has_tables: boolean;
  readonly may_create: boolean;
  readonly read_only: boolean;
}

async function inspect(query: Query): Promise<Verdict> {
  const [state] = await query<State>(
    `SELECT to_regclass('bridge_schema') IS NOT NULL AS has_tables,
       -- Without a schema it has yet to be made.
       coalesce(has_schema_privilege(current_schema(), 'CREATE'),
         has_database_privilege(current_database(), 'CREATE')) AS may_create,
       pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only`,
  );
  if (!state || state.read_only) {
    return fail('the PostgreSQL database is read-only', 'name the primary server in DATABASE_URL');
  }
  if (!state.has_tables) {
    return state.may_create
      ? ok('the PostgreSQL database is empty; the bridge will make its tables')
      : fail("the database's user may not make tables", 'let that user own the database');
  }
  const [last] = await query<{ version: number | null }>('SELECT max(version) AS version FROM bridge_schema');
  const version = last?.version ?? 0;
  if (version > migrations.length) {
    await refuseNewer(query, migrations.length);
    return ok(`the PostgreSQL database has schema ${version}, which this version can work with`);
  }
  if (version < migrations.length) {
    const goesOn =
      version < OLDEST_COMPATIBLE
        ? 'the version before cannot use it afterwards'
        : 'the version before can go on';
    return warn(
      `the PostgreSQL database has schema ${version}; at its start this version will bring it to ${migrations.length}`,
      `back it up before; ${goesOn}`,
    );
  }
  return ok('the PostgreSQL database can be opened');
}
