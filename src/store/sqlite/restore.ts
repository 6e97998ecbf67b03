import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { COPIED_TABLES, LEFT_OUT, PLAIN_TABLES, type PlainTable } from '../copy/copied-tables.ts';
import type { Copy } from '../copy/read-copy.ts';
import { refuseImport } from '../copy/restore-rules.ts';
import type { StoredGroup } from '../memberships.ts';
import type { Document, StoredUser } from '../store.ts';
import { createGroupsTable } from './groups-table.ts';
import { bringUpToDate, openFile } from './open-database.ts';
import { toStoreError } from './sqlite-error.ts';
import { createUsersTable } from './users-table.ts';

type Insert = (row: Document) => void;

/** In one transaction. Throws CopyError, or StoreError: 'locked' while a bridge runs on the file. */
export async function restoreSqlite(path: string, { header, rows }: Copy, replace: boolean): Promise<void> {
  const { database, close } = openFile(path);
  try {
    refuseImport(header, targetOf(database), replace);
    bringUpToDate(database);
    database.exec('BEGIN EXCLUSIVE');
    for (const table of tablesOf(database)) database.exec(`DELETE FROM ${table}`);
    const inserts = insertsOf(database);
    for await (const { table, row } of rows) inserts.get(table)?.(row);
    database.exec('COMMIT');
  } catch (error) {
    throw error instanceof Error && 'errcode' in error ? toStoreError(error, path) : error;
  } finally {
    // Without a COMMIT that is a ROLLBACK.
    close();
  }
}

/** It may be of an older version still, or empty. */
function targetOf(database: DatabaseSync) {
  const tables = tablesOf(database);
  const isFull = tables.some(
    (table) => COPIED_TABLES.includes(table) && database.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get(),
  );
  const row = tables.includes('facts')
    ? database.prepare(`SELECT value FROM facts WHERE name = 'brandId'`).get()
    : undefined;
  return { isEmpty: !isFull, brandId: row ? String(row.value) : null };
}

function tablesOf(database: DatabaseSync): string[] {
  const names = new Set([...COPIED_TABLES, ...Object.keys(LEFT_OUT)]);
  const rows = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
  return rows.map(({ name }) => String(name)).filter((name) => names.has(name));
}

function insertsOf(database: DatabaseSync): Map<string, Insert> {
  const users = createUsersTable(database);
  const groups = createGroupsTable(database);
  return new Map<string, Insert>([
    ['users', ({ connection, user }) => users.put(String(connection), user as StoredUser)],
    ['groups', ({ connection, group }) => groups.put(String(connection), group as StoredGroup)],
    ...Object.entries(PLAIN_TABLES).map(([name, table]): [string, Insert] => [
      name,
      plainInsert(database, name, table),
    ]),
  ]);
}

function plainInsert(database: DatabaseSync, table: string, { columns }: PlainTable): Insert {
  const names = Object.keys(columns);
  const statement = database.prepare(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  return (row) => {
    statement.run(
      ...names.map(
        (name): SQLInputValue => (columns[name] === 'boolean' ? Number(row[name]) : columnOf(row[name])),
      ),
    );
  };
}

/** What is missing is null, which the table refuses where it may not be. */
function columnOf(value: unknown): SQLInputValue {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
