import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { schemaPlace, sqlitePath } from './database-url.ts';

/**
 * A warning when the database of a bridge that had one connection is there, and no connection of the file has it: the one
 * that was moved into the file would begin with nothing of what it knew.
 */
export function unusedDatabase(databaseUrl: string, used: readonly string[]): readonly string[] {
  const path = sqlitePath(databaseUrl);
  if (path === undefined || !existsSync(path)) return [];
  if (used.some((each) => resolve(sqlitePath(each) ?? '') === resolve(path))) return [];
  return [
    `the database ${path} is there and no connection uses it: give the connection that it is of its ` +
      `databaseUrl (${databaseUrl}), or put the file away`,
  ];
}

/** The same of a PostgreSQL database, of which only its server knows what is there. */
export function unusedPostgres(databaseUrl: string, used: readonly string[]): string | undefined {
  const place = schemaPlace(databaseUrl);
  return place === undefined || used.some((each) => schemaPlace(each) === place) ? undefined : databaseUrl;
}
