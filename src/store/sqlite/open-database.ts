import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describeUsers } from './describe-users.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { takeProcessLock } from './process-lock.ts';
import { toStoreError } from './sqlite-error.ts';

/**
 * page_size: a user with its three documents is 2 to 4 kB, of which pages of 4096 waste a third. Fixed once
 * the file is made.
 *
 * synchronous: FULL has each commit on the disk before it returns. NORMAL would do for a killed process,
 * whose bytes the kernel has; but a power cut could take the last commits, of which the IdP has heard 201 or
 * 204. Writes are as rare as Qualtrics' rate limit makes them, and each costs one fsync. What FULL cannot
 * help against is a disk that lies about fsync.
 */
const SETTINGS = `
  PRAGMA page_size = 8192;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
`;

/** Waiting blocks the process. Only a tool run by hand can hold the write lock: the bridge is one process. */
const BUSY_TIMEOUT_MS = 1000;

export interface OpenDatabase {
  readonly database: DatabaseSync;
  /** For messages: the absolute path, or `:memory:`. */
  readonly path: string;
  close(): void;
}

/** Opens or makes the file and its folder, keeps other processes out, applies the missing migrations. */
export function openDatabase(path: string): OpenDatabase {
  const opened = openFile(path);
  try {
    bringUpToDate(opened.database);
    describeUsers(opened.database);
    return opened;
  } catch (error) {
    opened.close();
    throw toStoreError(error, opened.path);
  }
}

export function bringUpToDate(database: DatabaseSync): void {
  database.exec(SETTINGS);
  migrate(database, migrations);
}

/** The same with the content as it was left. */
export function openFile(path: string): OpenDatabase {
  const inMemory = path === ':memory:';
  const name = inMemory ? path : resolve(path);
  const closers: (() => void)[] = [];
  const close = () => {
    for (const closer of closers.splice(0)) closer();
  };
  try {
    if (!inMemory) makeFolder(dirname(name));
    const database = new DatabaseSync(name, { timeout: BUSY_TIMEOUT_MS });
    closers.push(() => database.close());
    // location() has followed symbolic links, so two names of one file have one lock.
    const location = database.location();
    if (location) {
      closers.push(takeProcessLock(location));
      refuseReadOnly(location);
    }
    return { database, path: name, close };
  } catch (error) {
    close();
    throw toStoreError(error, name);
  }
}

/**
 * It holds personal data: for this user only, unless somebody made the folder otherwise. One by one, because Node's
 * `recursive` tries for ever where the kernel lets nobody make a folder and says ENOENT (/proc).
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/**
 * SQLite would open such a file and leave a read-only -shm beside it, which stays in the way when the file has
 * been made writable. Only under the process lock: the close ends any lock that this process has on the file.
 */
function refuseReadOnly(path: string): void {
  closeSync(openSync(path, 'r+'));
}
