import { StoreError } from '../store-error.ts';

// Primary result codes: https://sqlite.org/rescode.html
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

const NOT_WRITABLE =
  'The file, those beside it (-wal, -shm, .lock) and the folder must be writable for the user that runs the bridge.';

const whatToDo = new Map([
  [SQLITE_BUSY, 'Another program is writing to the file; stop it.'],
  [SQLITE_READONLY, NOT_WRITABLE],
  [SQLITE_CORRUPT, 'The file is damaged; restore a backup.'],
  [SQLITE_FULL, 'Free some disk space; no restart is needed.'],
  [SQLITE_CANTOPEN, NOT_WRITABLE],
  [SQLITE_NOTADB, 'Set DATABASE_URL to another path.'],
]);

/** Any error of the database at `path` as a StoreError. SQLite's messages name columns, never values. */
export function toStoreError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = resultCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  const advice = code === undefined ? '' : (whatToDo.get(code) ?? '');
  return new StoreError(
    code === SQLITE_NOTADB ? 'configuration' : 'unavailable',
    `The database ${path} cannot be used: ${reason}. ${advice}`.trimEnd(),
    { cause: error },
  );
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === SQLITE_BUSY;
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  // node:sqlite gives the extended code, whose lowest byte is the primary one.
  if ('errcode' in error) return Number(error.errcode) & 0xff;
  // Not SQLite: the folder could not be made, or the file not be opened for writing.
  return 'syscall' in error ? SQLITE_CANTOPEN : undefined;
}
