import {
  type CopiedColumn,
  copyOfGroup,
  copyOfUser,
  isDocumentTable,
  PLAIN_TABLES,
} from '../copy/copied-tables.ts';
import type { Snapshot } from '../copy/write-copy.ts';
import type { Document } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { createDatabase, type Query } from './database.ts';
import { toStoredGroup } from './group-row.ts';
import { migrations } from './migrations.ts';
import { poolConfig } from './pool-config.ts';
import { schemaVersion } from './schema-version.ts';
import { toStoredUser } from './user-row.ts';

const PORTION = 500;

type Row = Record<string, unknown>;

/** Reads the database in one transaction, beside the bridges that use it. Throws StoreError. */
export async function withPostgresSnapshot<T>(
  databaseUrl: string,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const database = createDatabase({ ...poolConfig(databaseUrl), max: 1 });
  let own: unknown;
  try {
    return await database.snapshot(async (query) => {
      // Who reads the rows may be slow, and so may be a million of them.
      await query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
      await refuseOtherSchema(query);
      return await work(snapshotOf(query)).catch((failure: unknown) => {
        own = failure;
        throw failure;
      });
    });
  } catch (error) {
    // Such as a file that cannot be written, which the database would take for a failure of its own.
    throw own ?? error;
  } finally {
    await database.close();
  }
}

function snapshotOf(query: Query): Snapshot {
  return {
    async count(table) {
      const [row] = await query<{ rows: string }>(`SELECT count(*) AS rows FROM ${table}`);
      return Number(row?.rows);
    },
    async *rows(table) {
      await query(`DECLARE copied NO SCROLL CURSOR FOR ${selectOf(table)}`);
      for (let rows: Row[] = []; ; ) {
        rows = await query<Row>(`FETCH ${PORTION} FROM copied`);
        if (rows.length === 0) break;
        for (const row of rows) yield copyOf(table, row);
      }
      await query('CLOSE copied');
    },
    async brandId() {
      const [row] = await query<{ value: string }>(`SELECT value FROM facts WHERE name = 'brandId'`);
      return row?.value ?? null;
    },
  };
}

function selectOf(table: string): string {
  if (isDocumentTable(table)) return `SELECT connection, content FROM ${table} ORDER BY connection, seq`;
  const { columns = {}, order = '' } = PLAIN_TABLES[table] ?? {};
  return `SELECT ${Object.keys(columns).join(', ')} FROM ${table} ORDER BY ${order}`;
}

function copyOf(table: string, row: Row): Document {
  const { connection } = row;
  const document = { content: String(row.content) };
  if (table === 'users') return { connection, user: copyOfUser(toStoredUser(document)) };
  if (isDocumentTable(table)) return { connection, group: copyOfGroup(toStoredGroup(document)) };
  const columns = Object.entries(PLAIN_TABLES[table]?.columns ?? {});
  return Object.fromEntries(columns.map(([name, kind]) => [name, columnOf(kind, row[name])]));
}

/** pg gives bigints as text. */
function columnOf(kind: CopiedColumn, value: unknown): unknown {
  return kind === 'integer' ? Number(value) : value;
}

async function refuseOtherSchema(query: Query): Promise<void> {
  const [found] = await query<{ name: string | null }>(`SELECT to_regclass('bridge_schema') AS name`);
  if (!found?.name) throw new StoreError('configuration', 'The database has no tables of the bridge.');
  const version = await schemaVersion(query);
  if (version === migrations.length) return;
  throw new StoreError(
    version > migrations.length ? 'newer' : 'configuration',
    `The database has schema ${version} and this version of the bridge ${migrations.length}. ` +
      'Export it with the version that runs on it.',
  );
}
