import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { connectTo, startPostgres } from '../support/postgres.ts';
import { aUser, deleted, listed, users } from './a-user.ts';

/** Users of the largest block that user_counts has: 128 blocks of 128. */
const LARGEST = 128 ** 2;

const postgres = await startPostgres(t);
if (postgres) {
  t.test('pages are exact across the edges of the blocks of every level', async (t) => {
    const url = await postgres.newDatabase();
    const store = await openStore(url);
    t.teardown(() => store.close());
    const session = await connectTo(t, url);
    const acme = store.connection('acme').users;
    // As if so many had been here before; the last of them stays, since the next seq is its seq plus one.
    const skipTo = (seq: number) =>
      session.query(
        `INSERT INTO users (connection, seq, id, user_name, emails, deleted, content)
         VALUES ('acme', $1, $2, '', '{}', 'before', '{}')`,
        [seq, `skip to ${seq}`],
      );

    const edges = [128, LARGEST, 2 * LARGEST, 5 * LARGEST];
    for (const [i, edge] of edges.entries()) {
      await skipTo(edge - 50);
      await acme.putAll(users(i * 100, i * 100 + 100));
      await acme.put(deleted(aUser(`UR_${i * 100 + 48}`)));
      await acme.remove(`UR_${i * 100 + 49}`);
    }

    const expected = users(0, edges.length * 100).filter((_, i) => i % 100 !== 48 && i % 100 !== 49);
    t.equal(await acme.count(), expected.length);
    for (let offset = 0; offset <= expected.length; offset++) {
      const page = await acme.page(offset, 3);
      t.strictSame(page, expected.slice(offset, offset + 3).map(listed), `from ${offset}`);
    }
    const { rows } = await session.query('SELECT level, sum(live) FROM user_counts GROUP BY level');
    for (const { sum } of rows) t.equal(Number(sum), expected.length);
  });

  t.test('users that are put again and again leave no gaps between those that come', async (t) => {
    const url = await postgres.newDatabase();
    const store = await openStore(url);
    t.teardown(() => store.close());
    const acme = store.connection('acme').users;
    for (let i = 0; i < 20; i++) await acme.putAll(users(0, 2 * i).toReversed());
    const { rows } = await (await connectTo(t, url)).query('SELECT count(*), max(seq) FROM users');
    t.strictSame(rows, [{ count: '38', max: '38' }]);
  });

  t.test('one who comes twice in a putAll has the first place and the last content', async (t) => {
    const store = await openStore(await postgres.newDatabase());
    t.teardown(() => store.close());
    const acme = store.connection('acme').users;
    const last = aUser('UR_1', { keys: { userName: 'last', emails: [] } });
    await acme.putAll([aUser('UR_1'), aUser('UR_2'), last]);
    t.strictSame(await Array.fromAsync(acme.scan()), [last, aUser('UR_2')]);
  });

  t.test('look-ups, writes and pages read few rows, also of a brand that has just come', async (t) => {
    const url = await postgres.newDatabase();
    const session = await connectTo(t, url);
    const many = 8000;
    const filling = await openStore(url);
    // The planner's statistics, of another brand alone, tell it that nobody is of this one.
    await session.query('ALTER TABLE users SET (autovacuum_enabled = off)');
    await filling.connection('other').users.putAll(users(0, 500));
    await session.query('ANALYZE');
    for (let i = 0; i < many; i += 500) await filling.connection('acme').users.putAll(users(i, i + 500));
    await filling.close();

    /** How many entries of indexes and rows of tables the sessions took, once the server has counted that write. */
    const rowsRead = async (write: string) => {
      const isCounted = `SELECT FROM pg_stat_user_tables WHERE relname = 'users' AND ${write}`;
      while ((await session.query(isCounted)).rows.length === 0);
      const { rows } = await session.query(
        `SELECT sum(seq_tup_read) + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes) AS read
         FROM pg_stat_user_tables`,
      );
      return Number(rows[0].read);
    };
    const before = await rowsRead(`n_tup_ins = ${many + 500}`);
    const store = await openStore(url);
    const { users: acme, memberships } = store.connection('acme');
    const found = [
      await acme.get('UR_7'),
      await acme.lookUp('userName', 'ur_7@example.com'),
      await acme.lookUp('externalId', '00u-UR_7'),
      await acme.lookUp('email', 'ur_7@example.com'),
    ];
    await acme.count();
    await acme.page(many - 1, 1);
    await memberships.usersAmong(['UR_7']);
    await acme.put(aUser('UR_7'));
    await acme.put(aUser('UR_new'));
    await acme.remove('UR_1');
    await store.close();
    t.strictSame(found.flat(), Array(4).fill(aUser('UR_7')));
    const read = (await rowsRead(`n_tup_ins = ${many + 501} AND n_tup_upd = 1 AND n_tup_del = 1`)) - before;
    t.ok(read > 0 && read < many / 8, `${read} rows`);
  });
}
