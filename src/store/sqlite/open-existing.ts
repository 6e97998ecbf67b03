import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';
import { toStoreError } from './sqlite-error.ts';

export interface ExistingDatabase {
  readonly database: DatabaseSync;
  /** For messages. */
  readonly file: string;
}

/** Opens a file for reading, beside the bridge that has it open, and makes none. Throws StoreError. */
export function openExisting(path: string): ExistingDatabase {
  const file = resolve(path);
  // Else opening it would be an error that says less.
  if (!existsSync(file)) {
    throw new StoreError(
      'configuration',
      `There is no database ${file}, which is what DATABASE_URL, sqlite:${path}, stands for here.`,
    );
  }
  try {
    return { database: new DatabaseSync(file, { readOnly: true }), file };
  } catch (error) {
    throw toStoreError(error, file);
  }
}
