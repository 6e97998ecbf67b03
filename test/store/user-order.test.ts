import t from 'tap';
import { openDatabase } from '../../src/store/sqlite/open-database.ts';
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { aUser, deleted, listed, users } from './a-user.ts';

t.test('pages are exact across the edges of the blocks of every level', async (t) => {
  const opened = openDatabase(':memory:');
  const store = createSqliteStore(opened);
  t.teardown(() => store.close());
  const acme = store.connection('acme').users;
  const skipTo = opened.database.prepare(
    `INSERT INTO users (seq, connection, id, user_name, emails, created, last_modified, kept, resource, record)
     VALUES (?, 'other', ?, '', '[]', '', '', '{}', '{}', '{}')`,
  );

  const edges = [64, 64 ** 2, 64 ** 3, 64 ** 4, 3 * 64 ** 4];
  for (const [i, edge] of edges.entries()) {
    skipTo.run(edge - 50, `skip to ${edge}`);
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
  t.equal(await store.connection('other').users.count(), edges.length);
});
