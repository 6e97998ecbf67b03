import { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { aUser } from './a-user.ts';

const letters = 'CREATE TABLE letters (letter TEXT) STRICT';
const numbers =
  'CREATE TABLE numbers (number INTEGER) STRICT; INSERT INTO numbers SELECT count(*) FROM letters';

function tablesOf(database: DatabaseSync): unknown[] {
  return database
    .prepare('SELECT name FROM sqlite_schema ORDER BY name')
    .all()
    .map(({ name }) => name);
}

function versionOf(database: DatabaseSync): unknown {
  return database.prepare('PRAGMA user_version').get()?.user_version;
}

t.test('a new database gets every migration, in order', async (t) => {
  const database = new DatabaseSync(':memory:');
  migrate(database, [letters, numbers]);
  t.strictSame(tablesOf(database), ['letters', 'numbers']);
  t.equal(versionOf(database), 2);
});

t.test('an older database gets what it lacks and keeps what it has', async (t) => {
  const database = new DatabaseSync(':memory:');
  migrate(database, [letters]);
  database.exec("INSERT INTO letters VALUES ('a')");
  migrate(database, [letters, numbers]);
  migrate(database, [letters, numbers]);
  t.equal(database.prepare('SELECT number FROM numbers').get()?.number, 1);
  t.equal(versionOf(database), 2);
});

t.test('a migration that fails takes the others of the same start with it', async (t) => {
  const database = new DatabaseSync(':memory:');
  t.throws(() => migrate(database, [letters, `${numbers}; SELECT * FROM nothing`]), /nothing/);
  t.strictSame(tablesOf(database), []);
  t.equal(versionOf(database), 0);
});

t.test('a store that is opened again has its users', async (t) => {
  const url = `sqlite:${t.testdir()}/new/folder/bridge.db`;
  const first = await openStore(url);
  await first.connection('acme').users.put(aUser('UR_1'));
  await first.close();
  const second = await openStore(url);
  t.strictSame(await Array.fromAsync(second.connection('acme').users.scan()), [aUser('UR_1')]);
  await second.close();
});

t.test('a database that a newer version has changed is refused, and left alone', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  await openStore(`sqlite:${path}`).then((store) => store.close());
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 999');
  await t.rejects(openStore(`sqlite:${path}`), { code: 'newer', message: /newer version.*schema 999/ });
  t.equal(versionOf(database), 999);
  database.close();
});
