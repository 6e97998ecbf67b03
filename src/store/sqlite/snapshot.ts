import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { copyOfGroup, copyOfUser, isDocumentTable, PLAIN_TABLES } from '../copy/copied-tables.ts';
import type { Snapshot } from '../copy/write-copy.ts';
import type { Document } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { type GroupRow, toStoredGroup } from './groups-table.ts';
import { migrations } from './migrations.ts';
import { openExisting } from './open-existing.ts';
import { toStoreError } from './sqlite-error.ts';
import { toStoredUser, USER_COLUMNS, type UserRow } from './user-row.ts';

/** Reads the file in one transaction, beside the bridge that has it open. Throws StoreError. */
export async function withSqliteSnapshot<T>(
  path: string,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const { database, file } = openExisting(path);
  try {
    refuseOtherSchema(database, file);
    database.exec('BEGIN');
    return await work(snapshotOf(database));
  } catch (error) {
    throw error instanceof Error && 'errcode' in error ? toStoreError(error, file) : error;
  } finally {
    database.close();
  }
}

function snapshotOf(database: DatabaseSync): Snapshot {
  return {
    async count(table) {
      return Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows);
    },
    async *rows(table) {
      for (const row of database.prepare(selectOf(table)).iterate()) yield copyOf(table, row);
    },
    async brandId() {
      const row = database.prepare(`SELECT value FROM facts WHERE name = 'brandId'`).get();
      return row ? String(row.value) : null;
    },
  };
}

function selectOf(table: string): string {
  if (table === 'users') return `SELECT connection, ${USER_COLUMNS} FROM users ORDER BY connection, seq`;
  if (table === 'groups') return 'SELECT * FROM groups ORDER BY connection, seq';
  const { columns = {}, order = '' } = PLAIN_TABLES[table] ?? {};
  return `SELECT ${Object.keys(columns).join(', ')} FROM ${table} ORDER BY ${order}`;
}

function copyOf(table: string, row: Record<string, SQLOutputValue>): Document {
  const { connection } = row;
  if (table === 'users') return { connection, user: copyOfUser(toStoredUser(row as UserRow)) };
  if (isDocumentTable(table)) return { connection, group: copyOfGroup(toStoredGroup(row as GroupRow)) };
  const columns = Object.entries(PLAIN_TABLES[table]?.columns ?? {});
  return Object.fromEntries(
    columns.map(([name, kind]) => [name, kind === 'boolean' ? row[name] === 1 : row[name]]),
  );
}

/** The tables are known in the form of this version only, and a reader must not change them. */
function refuseOtherSchema(database: DatabaseSync, file: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version === migrations.length) return;
  throw new StoreError(
    version > migrations.length ? 'newer' : 'configuration',
    `The database ${file} has schema ${version} and this version of the bridge ${migrations.length}. ` +
      'Export it with the version that runs on it.',
  );
}
