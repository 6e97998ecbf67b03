/** An import that is refused leaves the database of an older version as it was, so that its bridge can go on with it. */
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { createDatabase } from '../../src/store/postgres/database.ts';
import { migrate as migratePostgres } from '../../src/store/postgres/migrate.ts';
import { migrations as ofPostgres } from '../../src/store/postgres/migrations.ts';
import { migrate as migrateSqlite } from '../../src/store/sqlite/migrate.ts';
import { migrations as ofSqlite } from '../../src/store/sqlite/migrations.ts';
import { startPostgres } from '../support/postgres.ts';
import { exported, fill, imported } from './copy-through.ts';

const BRAND = "INSERT INTO facts (connection, name, value) VALUES ('default', 'brandId', 'other')";

const folder = t.testdir();
await fill(`sqlite:${folder}/from.db`);
const file = await exported(`sqlite:${folder}/from.db`);

t.test('SQLite', async (t) => {
  const path = `${folder}/older.db`;
  const older = new DatabaseSync(path);
  migrateSqlite(older, ofSqlite.slice(0, -1));
  older.exec(BRAND);
  older.close();
  const before = readFileSync(path);
  await t.rejects(imported(`sqlite:${path}`, file, true), { name: 'CopyError', code: 'other-brand' });
  await t.rejects(imported(`sqlite:${path}`, file), { name: 'CopyError' });
  t.ok(readFileSync(path).equals(before), 'not a byte is another one');
});

t.test('PostgreSQL', async (t) => {
  const postgres = await startPostgres(t);
  if (!postgres) return;
  const url = await postgres.newDatabase();
  const database = createDatabase({ connectionString: url });
  t.teardown(database.close);
  const older = ofPostgres.slice(0, -1);
  await database.transaction((query) => migratePostgres(query, older, older.length));
  await database.query(BRAND);
  await t.rejects(imported(url, file, true), { name: 'CopyError', code: 'other-brand' });
  await t.rejects(imported(url, file), { name: 'CopyError' });
  const [schema] = await database.query('SELECT max(version) AS version FROM bridge_schema');
  t.equal(schema?.version, older.length);
  await database.query('DELETE FROM facts');
  await imported(url, file);
  t.equal(await exported(url), file, 'brought up to date by the import');
});
