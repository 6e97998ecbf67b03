/**
 * Databases with so many users in them, each server's its own:
 *
 *   seeded once (SQLite: kept in bench/.data for the next run) -> a copy, listed just now -> DATABASE_URL
 */
import { createHash } from 'node:crypto';
import { constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openStore } from '../../src/store/open-store.ts';
import { migrations } from '../../src/store/sqlite/migrations.ts';
import { findPostgresBinaries, startPostgresServer } from '../../test/support/postgres-server.ts';
import { path } from '../processes.ts';
import { divisionsOf } from './people.ts';
import { entry, seedStore } from './seed-store.ts';

export type StoreKind = 'SQLite' | 'PostgreSQL';

export interface Databases {
  /** A fresh copy; the URL for DATABASE_URL, and what throws the copy away. */
  copy(users: number): Promise<{ readonly url: string; drop(): Promise<void> }>;
  /** The same with nobody in it. */
  empty(): Promise<{ readonly url: string; drop(): Promise<void> }>;
  close(): Promise<void>;
}

/** Of the one connection that the environment configures. */
const CONNECTION = 'default';

/** `tellSeeding` hears of what takes minutes. */
export async function openDatabases(
  kind: StoreKind,
  tellSeeding: (users: number) => void,
): Promise<Databases> {
  return kind === 'SQLite' ? sqliteDatabases(tellSeeding) : await postgresDatabases(tellSeeding);
}

function sqliteDatabases(tellSeeding: (users: number) => void): Databases {
  const kept = path('.data');
  const folder = mkdtempSync(join(tmpdir(), 'bridge-bench-'));
  mkdirSync(kept, { recursive: true });
  let copies = 0;

  async function seeded(users: number): Promise<string> {
    const file = join(kept, `${users}-${fingerprint(users)}.db`);
    if (existsSync(file)) return file;
    tellSeeding(users);
    const unfinished = `${file}.unfinished`;
    rmSync(unfinished, { force: true });
    await fill(`sqlite:${unfinished}`, users);
    renameSync(unfinished, file);
    return file;
  }

  function next() {
    copies += 1;
    const file = join(folder, `${copies}.db`);
    const drop = async () => {
      for (const ending of ['', '-wal', '-shm', '.lock']) rmSync(file + ending, { force: true });
    };
    return { file, url: `sqlite:${file}`, drop };
  }

  return {
    async copy(users) {
      const { file, url, drop } = next();
      copyFileSync(await seeded(users), file, constants.COPYFILE_FICLONE);
      await listedNow(url);
      return { url, drop };
    },
    empty: async () => next(),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function postgresDatabases(tellSeeding: (users: number) => void): Promise<Databases> {
  const binaries = findPostgresBinaries();
  if (binaries === undefined) throw new Error('PostgreSQL is not installed.');
  const closers: (() => unknown)[] = [];
  const teardown = (closer: () => unknown) => closers.push(closer);
  // Commits are on the disk before they are answered, as with SQLite.
  const server = await startPostgresServer({ teardown }, binaries, ['fsync=on', 'shared_buffers=512MB']);
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  const templates = new Set<string>();
  let copies = 0;
  const urlOf = (name: string) => server.url.replace('/postgres?', `/${name}?`);

  async function seeded(users: number): Promise<string> {
    const name = `seeded_${users}`;
    if (templates.has(name)) return name;
    tellSeeding(users);
    await admin.query(`CREATE DATABASE ${name}`);
    await fill(urlOf(name), users);
    await vacuum(urlOf(name));
    templates.add(name);
    return name;
  }

  async function create(template: string) {
    copies += 1;
    const name = `copy_${copies}`;
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    const drop = async () => {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    };
    return { url: urlOf(name), drop };
  }

  return {
    async copy(users) {
      const made = await create(await seeded(users));
      await listedNow(made.url);
      return made;
    },
    empty: () => create('template1'),
    async close() {
      await admin.end();
      for (const closer of closers) await closer();
    },
  };
}

async function fill(url: string, users: number): Promise<void> {
  const store = await openStore(url);
  await seedStore(store.connection(CONNECTION), users);
  await store.close();
}

/** So that the bridge begins with an index that is complete and fresh, as after a restart. */
async function listedNow(url: string): Promise<void> {
  const store = await openStore(url);
  await store.connection(CONNECTION).facts.set('users.listed', new Date().toISOString());
  await store.close();
}

/** What autovacuum would have done by then. */
async function vacuum(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('VACUUM ANALYZE');
  await client.end();
}

/** A file that an older version of the bridge or of the benchmarks made is not used. */
function fingerprint(users: number): string {
  const made = JSON.stringify([migrations, entry(users - 1, divisionsOf(users))]);
  return createHash('sha256').update(made).digest('hex').slice(0, 12);
}
