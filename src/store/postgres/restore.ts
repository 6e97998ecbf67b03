import {
  COPIED_TABLES,
  type CopiedRow,
  LEFT_OUT,
  PLAIN_TABLES,
  type PlainTable,
} from '../copy/copied-tables.ts';
import { CopyError } from '../copy/copy-format.ts';
import type { Copy } from '../copy/read-copy.ts';
import { refuseImport } from '../copy/restore-rules.ts';
import type { StoredGroup } from '../memberships.ts';
import type { Document, StoredUser } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { lockUntilCommit } from './advisory-lock.ts';
import { createDatabase, type Database, type Query } from './database.ts';
import { createGroups } from './groups-table.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { poolConfig, schemaOf } from './pool-config.ts';
import { OLDEST_COMPATIBLE } from './schema-version.ts';
import { textKey } from './text-key.ts';
import { createUsers } from './users-table.ts';

const PORTION = 500;
const STAY = ['bridge_schema', 'probe'];

/** As in the trigger that counts each user as it comes, which a million of them in one transaction make ever slower. */
const COUNT_USERS = `INSERT INTO user_counts (connection, level, block, live)
  SELECT connection, level, seq >> (7 * level), count(*) FROM users, (VALUES (1), (2)) AS levels (level)
  WHERE live GROUP BY 1, 2, 3`;

/** In one transaction. Throws CopyError, 'in-use' while a bridge runs on the database, or StoreError. */
export async function restorePostgres(
  databaseUrl: string,
  { header, rows }: Copy,
  replace: boolean,
): Promise<void> {
  const database = createDatabase({ ...poolConfig(databaseUrl), max: 1 });
  try {
    await database.transaction(async (query) => {
      await query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
      // A bridge that starts now waits for its turn to look at the schema.
      await lockUntilCommit(query, 'migrations');
      const tables = await tablesOf(query);
      if (tables.includes('leases')) await refuseWhileInUse(query);
      refuseImport(header, await targetOf(query, tables), replace);
      await migrate(query, migrations, OLDEST_COMPATIBLE, schemaOf(databaseUrl));
      await clear(query);
      await query('ALTER TABLE users DISABLE TRIGGER USER');
      for await (const portion of portions(rows)) await insert(query, portion);
      await query(COUNT_USERS);
      await query('ALTER TABLE users ENABLE TRIGGER USER');
    });
  } catch (error) {
    // Within a transaction every failure is taken for one of the database.
    throw error instanceof StoreError && error.cause instanceof CopyError ? error.cause : error;
  } finally {
    await database.close();
  }
}

/** Every bridge gives a sign of life there, which runs out soon after its end. */
async function refuseWhileInUse(query: Query): Promise<void> {
  const [lease] = await query('SELECT FROM leases WHERE until > now() LIMIT 1');
  if (lease) {
    throw new CopyError(
      'in-use',
      'A bridge runs on the database, or did half a minute ago. Stop it first. Nothing was imported.',
    );
  }
}

/** It may be of an older version still, or empty. */
async function targetOf(query: Query, tables: readonly string[]) {
  const copied = tables.filter((table) => COPIED_TABLES.includes(table));
  const some = ['false', ...copied.map((table) => `EXISTS (SELECT FROM ${table})`)].join(' OR ');
  const [row] = await query<{ full: boolean }>(`SELECT ${some} AS full`);
  const [fact] = tables.includes('facts')
    ? await query<{ value: string }>(`SELECT value FROM facts WHERE name = 'brandId' LIMIT 1`)
    : [];
  return { isEmpty: !row?.full, brandId: fact?.value ?? null };
}

async function clear(query: Query): Promise<void> {
  const names = await tablesOf(query);
  await query(`TRUNCATE ${names.filter((name) => !STAY.includes(name)).join(', ')}`);
}

async function tablesOf(query: Query): Promise<string[]> {
  const rows = await query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [[...COPIED_TABLES, ...Object.keys(LEFT_OUT)]],
  );
  return rows.map(({ name }) => name);
}

/** Rows of one table and connection at a time. */
async function* portions(rows: AsyncIterable<CopiedRow>): AsyncGenerator<CopiedRow[]> {
  let portion: CopiedRow[] = [];
  for await (const each of rows) {
    const [first] = portion;
    const isOther = first && (first.table !== each.table || first.row.connection !== each.row.connection);
    if (isOther || portion.length === PORTION) {
      yield portion;
      portion = [];
    }
    portion.push(each);
  }
  if (portion.length > 0) yield portion;
}

async function insert(query: Query, portion: readonly CopiedRow[]): Promise<void> {
  const [first] = portion;
  if (!first) return;
  const { table } = first;
  const connection = String(first.row.connection);
  const inside: Database = {
    query,
    transaction: (work) => work(query),
    snapshot: (work) => work(query),
    close: async () => {},
  };
  const plain = PLAIN_TABLES[table];
  if (plain) {
    await insertPlain(
      query,
      table,
      plain,
      portion.map(({ row }) => row),
    );
  } else if (table === 'users') {
    await createUsers(inside, connection).putAll(portion.map(({ row }) => row.user as StoredUser));
  } else {
    for (const { row } of portion) await createGroups(inside, connection).put(row.group as StoredGroup);
  }
}

async function insertPlain(
  query: Query,
  table: string,
  { columns }: PlainTable,
  rows: readonly Document[],
): Promise<void> {
  const names = Object.keys(columns).join(', ');
  const content = rows.map((row) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, kind]) => [name, kind === 'key' ? keyOf(row[name]) : row[name]]),
    ),
  );
  await query(
    `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_populate_recordset(NULL::${table}, $1)`,
    [JSON.stringify(content)],
  );
}

/** An export of PostgreSQL has the digest already. */
function keyOf(value: unknown): unknown {
  return typeof value === 'string' && !/^sha256:[0-9a-f]{64}$/.test(value) ? textKey(value) : value;
}
