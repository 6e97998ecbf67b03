import { DatabaseSync, type StatementSync } from 'node:sqlite';
import t from 'tap';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { migrations } from '../../src/store/sqlite/migrations.ts';
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { isActive, modifiedFrom, people, SELECTIVE } from './people.ts';

/** Remembers the statements that are prepared. */
class ListeningDatabase extends DatabaseSync {
  readonly heard: string[] = [];

  override prepare(text: string): StatementSync {
    this.heard.push(text);
    return super.prepare(text);
  }
}

function start() {
  const database = new ListeningDatabase(':memory:');
  migrate(database, migrations);
  const store = createSqliteStore({ database, path: ':memory:', close: () => database.close() });
  return { database, acme: store.connection('acme'), close: () => store.close() };
}

/** Whoever is put next has the seq after that one. */
function skipTo(database: DatabaseSync, seq: number): void {
  database.exec(
    `INSERT INTO users (seq, connection, id, user_name, emails, created, last_modified, kept, resource, record)
     VALUES (${seq}, 'other', 'skip to ${seq}', '', '[]', '', '', '{}', '{}', '{}')`,
  );
}

/** Indexes that SQLite names itself, and a table that is one. */
const OWN_NAMES = new Map([
  ['users_by_id', 'sqlite_autoindex_users_1'],
  ['users_by_email', 'user_emails USING PRIMARY KEY'],
]);

t.test('who is one of few is found by an index', async (t) => {
  const { database, acme, close } = start();
  t.teardown(close);
  const at = '2026-01-01T00:00:00Z';
  await acme.groups.put({
    id: 'DV_few',
    target: 'division',
    displayName: 'Few',
    created: at,
    lastModified: at,
  });
  await acme.users.putAll(people(0, 8000));
  for (const [condition, found, indexes] of SELECTIVE) {
    database.heard.length = 0;
    const { total, users } = await acme.users.find(condition, 0, 1000);
    t.equal(total, found);
    t.equal(users.length, found);
    const asked = [...database.heard];
    const plans = asked.flatMap((text) => database.prepare(`EXPLAIN QUERY PLAN ${text}`).all());
    const plan = plans.map(({ detail }) => detail).join('\n');
    for (const index of indexes) t.match(plan, OWN_NAMES.get(index) ?? index);
    t.notMatch(plan, /SCAN (users|user_attributes|user_emails)/, JSON.stringify(condition));
    t.notMatch(plan, /SEARCH (users|user_attributes) USING [^(]*\(connection=\?( AND seq>\? AND seq<\?)?\)/);
  }
});

t.test('who is one of many is paged exactly across the parts that are gone through', async (t) => {
  const { database, acme, close } = start();
  t.teardown(close);
  await acme.users.putAll(people(0, 5900));
  for (const [i, seq] of [20_000, 59_950, 100_000].entries()) {
    skipTo(database, seq);
    await acme.users.putAll(people(5900 + i * 100, 6000 + i * 100));
  }
  const active = people(0, 6200)
    .map(({ id }) => id)
    .filter((_, n) => isActive(n));
  for (const condition of [
    { kind: 'active', value: true } as const,
    {
      kind: 'all',
      terms: [modifiedFrom(0), { kind: 'not', term: { kind: 'active', value: false } }],
    } as const,
  ]) {
    for (let offset = 0; offset < active.length + 100; offset += 301) {
      const { total, users } = await acme.users.find(condition, offset, 100);
      t.equal(total, active.length);
      t.same(
        users.map(({ id }) => id),
        active.slice(offset, offset + 100),
      );
    }
    const scanned = await Array.fromAsync(acme.users.scan(condition));
    t.same(
      scanned.map(({ id }) => id),
      active,
    );
  }
});

t.test('a search among many lets everything else have its turn', async (t) => {
  const { database, acme, close } = start();
  t.teardown(close);
  for (let n = 0; n < 10; n++) {
    skipTo(database, n * 10_000);
    await acme.users.putAll(people(n, n + 1));
  }
  let turns = 0;
  const count = () => {
    turns++;
    handle = setImmediate(count);
  };
  let handle = setImmediate(count);
  const { total } = await acme.users.find({ kind: 'present', attribute: 'displayName' }, 0, 10);
  clearImmediate(handle);
  t.equal(total, 10);
  t.ok(turns >= 4, `${turns} turns in 90,000 places`);
});
