import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrations } from '../../store/sqlite/migrations.ts';
import { takeProcessLock } from '../../store/sqlite/process-lock.ts';
import { toStoreError } from '../../store/sqlite/sqlite-error.ts';
import { fail, ok, type Verdict, warn } from './check.ts';

const BUSY_TIMEOUT_MS = 1000;

/**
 * The SQLite database of DATABASE_URL, which the configuration has checked for its form. Looked at without the store, which
 * would make the file, or bring it to this version's schema while another version of the bridge is the one that runs.
 */
export function checkStore(databaseUrl: string): Verdict {
  const path = databaseUrl.slice('sqlite:'.length);
  if (path === ':memory:') {
    return warn(
      'in memory: a restart forgets groups, externalIds and deletions',
      'set DATABASE_URL=sqlite:PATH',
    );
  }
  const file = resolve(path);
  try {
    return existsSync(file) ? existing(realpathSync(file)) : toBeMade(file);
  } catch (error) {
    const failure = toStoreError(error, file);
    if (failure.code === 'locked') {
      return ok(`${file} is in use by a running bridge; /readyz tells whether all is well`);
    }
    const advice =
      failure.code === 'configuration'
        ? 'set DATABASE_URL to the path of a database of the bridge, or of a file that is not there yet'
        : 'run the doctor as the user that runs the bridge, to see what the bridge would';
    return fail(failure.message, advice);
  }
}

function toBeMade(file: string): Verdict {
  let folder = dirname(file);
  while (!existsSync(folder)) folder = dirname(folder);
  // Behind the name of a file, the dot makes an error.
  accessSync(`${folder}/.`, constants.W_OK);
  return ok(`${file} is not there yet; the bridge will make it`);
}

function existing(location: string): Verdict {
  // Without that file nobody holds it. One that the doctor makes may belong to another user than the bridge's.
  const release = existsSync(`${location}.lock`) ? takeProcessLock(location) : () => {};
  try {
    accessSync(location, constants.W_OK);
    return inspect(location);
  } finally {
    release();
  }
}

function inspect(location: string): Verdict {
  const database = new DatabaseSync(location, { timeout: BUSY_TIMEOUT_MS });
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    database.exec('BEGIN IMMEDIATE; CREATE TABLE doctor (probe); ROLLBACK');
    if (version > migrations.length) {
      return fail(
        `${location} was changed by a newer version of the bridge (schema ${version}; this one knows ${migrations.length})`,
        'run that version, or restore the backup from before the update',
      );
    }
    if (version > 0 && version < migrations.length) {
      return warn(
        `${location} has schema ${version}; at its start this version will bring it to ${migrations.length}`,
        'back the file up before: an older version cannot use it afterwards',
      );
    }
    return ok(`${location} can be opened and written to`);
  } finally {
    database.close();
  }
}
