import { DatabaseSync } from 'node:sqlite';
import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { createDatabase } from '../../src/store/postgres/database.ts';
import { migrate as migratePostgres } from '../../src/store/postgres/migrate.ts';
import { migrations as ofPostgres } from '../../src/store/postgres/migrations.ts';
import { USER_ATTRIBUTES as IN_POSTGRES } from '../../src/store/postgres/user-attributes-migration.ts';
import { describeUsers } from '../../src/store/sqlite/describe-users.ts';
import { migrate as migrateSqlite } from '../../src/store/sqlite/migrate.ts';
import { migrations as ofSqlite } from '../../src/store/sqlite/migrations.ts';
import { USER_ATTRIBUTES as IN_SQLITE } from '../../src/store/sqlite/user-attributes-migration.ts';
import type { Store } from '../../src/store/store.ts';
import { startPostgres } from '../support/postgres.ts';
import { deleted } from './a-user.ts';
import { people } from './people.ts';

const before = people(0, 1200).map((user, n) => (n === 600 ? deleted(user) : user));

/** Everybody who was there before the attributes were is found by them, and so is who comes now. */
async function findsEverybody(t: Test, store: Store, everybody: number): Promise<void> {
  const { users } = store.connection('acme');
  const named = (value: string) =>
    ({ kind: 'text', attribute: 'displayName', operator: 'eq', value }) as const;
  for (const n of [0, 499, 500, 1199]) {
    const { total, users: found } = await users.find(named(`GIVEN${n} family${n}`), 0, 10);
    t.equal(total, 1);
    t.equal(found[0]?.id, `UR_${n}`);
  }
  t.equal((await users.find(named('given600 family600'), 0, 10)).total, 0, 'deleted');
  t.equal((await users.find({ kind: 'all', terms: [] }, 0, 10)).total, everybody);
  await users.putAll(people(1200, 1201));
  t.equal((await users.find(named('given1200 family1200'), 0, 10)).total, 1);
}

t.test(
  'an SQLite database from before the attributes gets them at the start, also after a kill',
  async (t) => {
    const path = `${t.testdir()}/bridge.db`;
    const old = new DatabaseSync(path);
    migrateSqlite(old, ofSqlite.slice(0, ofSqlite.indexOf(IN_SQLITE)));
    const insert = old.prepare(
      `INSERT INTO users (connection, id, user_name, emails, created, last_modified, deleted, kept, resource, record)
     VALUES ('acme', ?, '', '[]', '', '', ?, '{}', ?, '{}')`,
    );
    for (const { id, deleted, resource } of before) insert.run(id, deleted ?? null, JSON.stringify(resource));
    migrateSqlite(old, ofSqlite);
    // The first start is killed in the second portion; a user of the rest is gone by the next one.
    old.exec(
      `CREATE TRIGGER killed BEFORE INSERT ON user_attributes WHEN NEW.seq = 700 BEGIN SELECT raise(FAIL, 'killed'); END`,
    );
    t.throws(() => describeUsers(old), /killed/);
    t.equal(old.prepare('SELECT count(*) AS described FROM user_attributes').get()?.described, 500);
    old.exec("DROP TRIGGER killed; DELETE FROM users WHERE id = 'UR_1000'");
    old.close();
    const store = await openStore(`sqlite:${path}`);
    t.teardown(() => store.close());
    await findsEverybody(t, store, 1198);
  },
);

t.test('a PostgreSQL database from before the attributes gets them at the start', async (t) => {
  const postgres = await startPostgres(t);
  if (!postgres) return;
  const url = await postgres.newDatabase();
  const old = createDatabase({ connectionString: url });
  t.teardown(() => old.close());
  await old.transaction((query) =>
    migratePostgres(query, ofPostgres.slice(0, ofPostgres.indexOf(IN_POSTGRES)), 1),
  );
  const rows = before.map((user, i) => ({ ...user, seq: i + 1, content: JSON.stringify(user) }));
  await old.query(
    `INSERT INTO users (connection, seq, id, user_name, emails, deleted, content)
     SELECT 'acme', seq, id, '', '{}', deleted, content
     FROM json_to_recordset($1) AS row (seq bigint, id text, deleted text, content text)`,
    [JSON.stringify(rows)],
  );
  const stores = await Promise.all([openStore(url), openStore(url)]);
  t.teardown(() => Promise.all(stores.map((store) => store.close())));
  await findsEverybody(t, stores[0], 1199);
  const [left] = await old.query<{ listed: string }>('SELECT count(*) AS listed FROM users_to_describe');
  t.equal(left?.listed, '0');
});
