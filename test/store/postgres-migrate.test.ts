import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { createDatabase } from '../../src/store/postgres/database.ts';
import { migrate } from '../../src/store/postgres/migrate.ts';
import { migrations } from '../../src/store/postgres/migrations.ts';
import { connectTo, startPostgres } from '../support/postgres.ts';
import { aUser } from './a-user.ts';
import { startStoreProcess } from './store-process.ts';

const letters = 'CREATE TABLE letters (letter text)';
const numbers = 'CREATE TABLE numbers (number integer); INSERT INTO numbers SELECT count(*) FROM letters';

const postgres = await startPostgres(t);

async function start(t: Test, options = '') {
  const url = (await postgres?.newDatabase(options)) ?? '';
  const session = await connectTo(t, url);
  const database = createDatabase({ connectionString: url });
  t.teardown(database.close);
  return {
    url,
    session,
    migrateTo: (list: readonly string[], oldest = list.length) =>
      database.transaction((query) => migrate(query, list, oldest)),
    async tables() {
      const { rows } = await session.query(
        `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
      );
      return rows.map(({ tablename }) => tablename);
    },
    async versions() {
      const { rows } = await session.query('SELECT version FROM bridge_schema ORDER BY version');
      return rows.map(({ version }) => version);
    },
  };
}

if (postgres) {
  t.test('a new database gets every migration, in order', async (t) => {
    const { migrateTo, tables, versions } = await start(t);
    await migrateTo([letters, numbers]);
    t.strictSame(await tables(), ['bridge_schema', 'letters', 'numbers']);
    t.strictSame(await versions(), [1, 2]);
  });

  t.test('an older database gets what it lacks and keeps what it has', async (t) => {
    const { session, migrateTo, versions } = await start(t);
    await migrateTo([letters]);
    await session.query("INSERT INTO letters VALUES ('a')");
    await migrateTo([letters, numbers]);
    await migrateTo([letters, numbers]);
    t.strictSame((await session.query('SELECT number FROM numbers')).rows, [{ number: 1 }]);
    t.strictSame(await versions(), [1, 2]);
  });

  t.test('a migration that fails takes the others of the same start with it', async (t) => {
    const { migrateTo, tables } = await start(t);
    await t.rejects(migrateTo([letters, `${numbers}; SELECT * FROM nothing`]), {
      name: 'StoreError',
      code: 'unavailable',
      message: /"nothing" does not exist/,
    });
    t.strictSame(await tables(), []);
  });

  t.test('processes that start at once migrate once, and all of them serve', async (t) => {
    const { url, versions } = await start(t);
    const processes = await Promise.all([1, 2].map(() => startStoreProcess(t, url)));
    for (const [i, each] of processes.entries()) {
      each.tell(`put UR_${i} 0`);
      t.equal(await each.answer(), `put UR_${i} 0 done`);
    }
    t.strictSame(
      await versions(),
      migrations.map((_, i) => i + 1),
    );
  });

  t.test('a start waits for the migration that another process is at', async (t) => {
    const { url, session, versions } = await start(t);
    const [migrated, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const other = createDatabase({ connectionString: url });
    t.teardown(other.close);
    const migrating = other.transaction(async (query) => {
      await migrate(query, migrations, migrations.length);
      migrated.resolve();
      await end.promise;
    });
    await migrated.promise;
    const opening = openStore(url);
    const isWaiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    while ((await session.query(isWaiting)).rows.length === 0);
    end.resolve();
    await migrating;
    await opening.then((store) => store.close());
    t.strictSame(
      await versions(),
      migrations.map((_, i) => i + 1),
    );
  });

  t.test('a store that is opened again has its users', async (t) => {
    const { url } = await start(t);
    const first = await openStore(url);
    await first.connection('acme').users.put(aUser('UR_1'));
    await first.close();
    const second = await openStore(url.replace('postgres:', 'POSTGRESQL:'));
    t.strictSame(await Array.fromAsync(second.connection('acme').users.scan()), [aUser('UR_1')]);
    await second.close();
  });

  t.test('a database that a newer version has changed is refused, and left alone', async (t) => {
    const { url, session, versions } = await start(t);
    await openStore(url).then((store) => store.close());
    await session.query('INSERT INTO bridge_schema (version) VALUES (999)');
    await t.rejects(openStore(url), { code: 'newer', message: /newer version.*schema 999/ });
    t.strictSame((await versions()).at(-1), 999);
  });

  t.test('a user that may not create tables can run on those that are there', async (t) => {
    const { url, session } = await start(t);
    const role = `bridge_test_clerk_${process.pid}`;
    await session.query(`CREATE ROLE ${role} LOGIN PASSWORD 'clerk'`);
    t.teardown(() => session.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`));
    const asClerk = new URL(url);
    asClerk.username = role;
    asClerk.password = 'clerk';
    await session.query('REVOKE CREATE ON SCHEMA public FROM public');
    await t.rejects(openStore(asClerk.href), { code: 'unavailable', message: /right to create tables/ });
    await openStore(url).then((store) => store.close());
    await session.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`);
    const store = await openStore(asClerk.href);
    t.teardown(() => store.close());
    await store.connection('acme').users.put(aUser('UR_1'));
    t.equal(await store.connection('acme').users.count(), 1);
  });

  t.test('schemas of one database are made, and know nothing of each other', async (t) => {
    const { url, tables } = await start(t);
    const open = async (schema: string) => {
      const store = await openStore(`${url}${url.includes('?') ? '&' : '?'}schema=${schema}`);
      t.teardown(() => store.close());
      return store.connection('acme').users;
    };
    const [one, two] = await Promise.all([open('acme'), open('acme-eu')]);
    await one.put(aUser('UR_1'));
    t.strictSame([await one.count(), await two.count()], [1, 0]);
    t.equal(await (await open('acme')).count(), 1, 'one that is there is opened again');
    t.strictSame(await tables(), [], 'nothing is in the usual schema');
  });

  t.test('a session that is not in its schema, as some poolers make them, is refused', async (t) => {
    const { url, tables } = await start(t);
    const database = createDatabase({ connectionString: url });
    t.teardown(database.close);
    await t.rejects(
      database.transaction((query) => migrate(query, migrations, migrations.length, 'acme')),
      { code: 'configuration', message: /pooler .* keeps back the startup parameter/ },
    );
    t.strictSame(await tables(), []);
  });

  t.test('a database that cannot hold every letter is refused', async (t) => {
    const { url } = await start(t, "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    await t.rejects(openStore(url), { code: 'configuration', message: /LATIN1.*UTF8/ });
  });
  t.test('a database whose transactions see no commits of others is refused', async (t) => {
    const { url, session, migrateTo } = await start(t);
    await session.query(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = %L', current_database(), 'repeatable read'); END $$`,
    );
    await t.rejects(openStore(url), { code: 'configuration', message: /repeatable read.*read committed/ });
    await t.rejects(migrateTo([letters]), { code: 'configuration' });
  });
}
