import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import t, { type Test } from 'tap';
import { checkStore } from '../../../src/cli/doctor/store.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { migrations } from '../../../src/store/sqlite/migrations.ts';

/** A database that a bridge has used and left. */
async function usedDatabase(t: Test): Promise<string> {
  const path = `${t.testdir()}/bridge.db`;
  const store = await openStore(`sqlite:${path}`);
  await store.close();
  return path;
}

function inDatabase<T>(path: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const schemaOf = (path: string) =>
  inDatabase(path, (database) => [
    database.prepare('PRAGMA user_version').get(),
    database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all(),
  ]);

t.test('one in memory is warned of', async (t) => {
  t.match(checkStore('sqlite::memory:'), { outcome: 'warn', advice: /sqlite:PATH/ });
});

t.test('one that is not there yet stays so', async (t) => {
  const folder = t.testdir();
  t.match(checkStore(`sqlite:${folder}/data/deeper/bridge.db`), { outcome: 'ok', detail: /not there yet/ });
  t.strictSame(readdirSync(folder), []);
});

t.test('one that could not be made', async (t) => {
  const folder = t.testdir({ file: '' });
  t.match(checkStore(`sqlite:${folder}/file/bridge.db`), { outcome: 'fail', detail: /ENOTDIR/ });
});

t.test('one that may not be written to', { skip: process.getuid?.() === 0 && 'root may' }, async (t) => {
  const path = await usedDatabase(t);
  chmodSync(path, 0o400);
  t.match(checkStore(`sqlite:${path}`), { outcome: 'fail', detail: /EACCES/, advice: /as the user/ });
});

t.test('a good one is not changed, and not held', async (t) => {
  const path = await usedDatabase(t);
  const before = [schemaOf(path), readFileSync(path)];
  t.match(checkStore(`sqlite:${path}`), { outcome: 'ok', detail: /can be opened and written to/ });
  t.strictSame([schemaOf(path), readFileSync(path)], before);
  const store = await openStore(`sqlite:${path}`);
  await store.close();
});

t.test('one that a running bridge holds is fine, and goes on to serve it', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  const store = await openStore(`sqlite:${path}`);
  t.teardown(() => store.close());
  t.match(checkStore(`sqlite:${path}`), { outcome: 'ok', detail: /in use by a running bridge/ });
  await store.check();
  t.match(checkStore(`sqlite:${path}`), { detail: /in use/ }, 'its lock is not lost by looking');
});

t.test('one without its lock file gets none of the doctor', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  writeFileSync(path, '');
  t.equal(checkStore(`sqlite:${path}`).outcome, 'ok');
  t.notOk(existsSync(`${path}.lock`));
});

t.test('one of an older version is left at its schema', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  inDatabase(path, (database) => database.exec('PRAGMA user_version = 1; CREATE TABLE users (id TEXT)'));
  const before = schemaOf(path);
  t.match(checkStore(`sqlite:${path}`), {
    outcome: 'warn',
    detail: new RegExp(`has schema 1; .* to ${migrations.length}$`),
    advice: /back the file up/,
  });
  t.strictSame(schemaOf(path), before);
});

t.test('one of a newer version fails, and is left at its schema', async (t) => {
  const path = await usedDatabase(t);
  inDatabase(path, (database) => database.exec(`PRAGMA user_version = ${migrations.length + 1}`));
  const before = schemaOf(path);
  t.match(checkStore(`sqlite:${path}`), { outcome: 'fail', detail: /a newer version/ });
  t.strictSame(schemaOf(path), before);
});

t.test('what is no database fails', async (t) => {
  const folder = t.testdir({ 'notes.txt': 'no database, but long enough to look into: '.repeat(30) });
  t.match(checkStore(`sqlite:${folder}/notes.txt`), {
    outcome: 'fail',
    detail: /not a database/,
    advice: /set DATABASE_URL/,
  });
  mkdirSync(`${folder}/folder.db`);
  t.equal(checkStore(`sqlite:${folder}/folder.db`).outcome, 'fail');
});
