import pg from 'pg';
import type { Test } from 'tap';
import { findPostgresBinaries, startPostgresServer } from './postgres-server.ts';

/** A real PostgreSQL, for one test file. */
export interface Postgres {
  /** Makes an empty database and returns its URL; `options` as of CREATE DATABASE. */
  newDatabase(options?: string): Promise<string>;
}

export const MISSING =
  'PostgreSQL 14 or newer is missing: install it (Debian: apt-get install postgresql), or set TEST_DATABASE_URL to a ' +
  'server whose user may create databases';

/**
 * The server of TEST_DATABASE_URL, else one that is started for this file. Without either the file is skipped, which
 * `t` says, and undefined is returned; but in CI it fails.
 */
export async function startPostgres(t: Test): Promise<Postgres | undefined> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    const { newDatabase, dropAll } = await databasesOn(t, given);
    t.teardown(dropAll);
    return { newDatabase };
  }
  const binaries = postgresBinaries(t);
  return binaries === undefined ? undefined : databasesOn(t, (await startPostgresServer(t, binaries)).url);
}

/** For tests that stop and start their server: where its programs are, with the same end when they are missing. */
export function postgresBinaries(t: Test): string | undefined {
  const binaries = findPostgresBinaries();
  if (binaries !== undefined) return binaries;
  if (process.env.CI) throw new Error(MISSING);
  t.plan(0, MISSING);
  return undefined;
}

async function databasesOn(t: Test, url: string): Promise<Postgres & { dropAll(): Promise<void> }> {
  const names: string[] = [];
  // One at a time: CREATE DATABASE wants nobody else at the template.
  const admin = new pg.Pool({ connectionString: url, max: 1 });
  // The test may stop the server first.
  admin.on('error', () => {});
  t.teardown(() => admin.end());
  return {
    async newDatabase(options = '') {
      const name = `bridge_test_${process.pid}_${names.length}`;
      names.push(name);
      await admin.query(`CREATE DATABASE ${name} ${options}`);
      return databaseOn(url, name);
    },
    async dropAll() {
      for (const name of names) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** The URL of another database on the same server. */
export function databaseOn(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** A session of its own, beside the store's; ends with the test. */
export async function connectTo(t: Test, url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // The test may stop the server first.
  client.on('error', () => {});
  await client.connect();
  t.teardown(() => client.end());
  return client;
}
