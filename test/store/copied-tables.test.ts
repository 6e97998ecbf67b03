import { DatabaseSync } from 'node:sqlite';
import t, { type Test } from 'tap';
import { COPIED_TABLES, LEFT_OUT, PLAIN_TABLES } from '../../src/store/copy/copied-tables.ts';
import { openStore } from '../../src/store/open-store.ts';
import { connectTo, startPostgres } from '../support/postgres.ts';

/** Those of SQLite itself. */
const OWN = /^sqlite_/;
const KNOWN = [...COPIED_TABLES, ...Object.keys(LEFT_OUT)];

/** Columns by table. */
type Schema = Map<string, string[]>;

function say(t: Test, schema: Schema): void {
  t.strictSame(
    [...schema.keys()].filter((table) => !KNOWN.includes(table)),
    [],
    'every table is copied, or says why not',
  );
  for (const [table, { columns }] of Object.entries(PLAIN_TABLES)) {
    const all = schema.get(table)?.filter((column) => column !== 'seq' || 'seq' in columns);
    t.strictSame(new Set(all), new Set(Object.keys(columns)), `every column of ${table}, but its own number`);
  }
}

// Before the first test: tap ends a file that has a teardown and nothing to run.
const postgres = await startPostgres(t);

t.test('an export of SQLite has every table, but those that are left out for a reason', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  await (await openStore(`sqlite:${path}`)).close();
  const database = new DatabaseSync(path, { readOnly: true });
  t.teardown(() => database.close());
  const names = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
  const tables = names.map(({ name }) => String(name)).filter((name) => !OWN.test(name));
  const columnsOf = (table: string) =>
    database
      .prepare('SELECT name FROM pragma_table_info(?)')
      .all(table)
      .map(({ name }) => String(name));
  say(t, new Map(tables.map((table) => [table, columnsOf(table)])));
});

if (postgres) {
  t.test('and so has one of PostgreSQL', async (t) => {
    const url = await postgres.newDatabase();
    await (await openStore(url)).close();
    const client = await connectTo(t, url);
    const { rows } = await client.query(
      `SELECT table_name, array_agg(column_name::text) AS columns FROM information_schema.columns
       WHERE table_schema = 'public' GROUP BY 1`,
    );
    say(t, new Map(rows.map(({ table_name, columns }) => [table_name, columns])));
  });
}
