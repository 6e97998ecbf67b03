import type pg from 'pg';
import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import type { Query } from '../../src/store/postgres/database.ts';
import { createUserSearch } from '../../src/store/postgres/user-search.ts';
import { connectTo, startPostgres } from '../support/postgres.ts';
import { isActive, modifiedFrom, people, SELECTIVE } from './people.ts';

const OWN_NAMES = new Map([['users_by_id', 'users_id_connection_key']]);

const postgres = await startPostgres(t);

async function start(t: Test) {
  const url = (await postgres?.newDatabase()) ?? '';
  const store = await openStore(url);
  t.teardown(() => store.close());
  const session = await connectTo(t, url);
  // The planner's statistics, of another brand alone, tell it that nobody is of this one.
  await session.query('ALTER TABLE users SET (autovacuum_enabled = off)');
  await session.query('ALTER TABLE user_attributes SET (autovacuum_enabled = off)');
  await store.connection('other').users.putAll(people(0, 500));
  await session.query('ANALYZE');
  return { acme: store.connection('acme'), session };
}

if (postgres) {
  t.test('who is one of few is found by an index, also in a brand that has just come', async (t) => {
    const { acme, session } = await start(t);
    const at = '2026-01-01T00:00:00Z';
    await acme.groups.put({
      id: 'DV_few',
      target: 'division',
      displayName: 'Few',
      created: at,
      lastModified: at,
    });
    for (let i = 0; i < 8000; i += 500) await acme.users.putAll(people(i, i + 500));
    const plans: string[] = [];
    const search = createUserSearch(listening(session, plans), 'acme');
    for (const [condition, found, indexes] of SELECTIVE) {
      plans.length = 0;
      const { total, users } = await search.find(condition, 0, 1000);
      t.equal(total, found);
      t.equal(users.length, found);
      const plan = plans.join('\n');
      for (const index of indexes) t.match(plan, OWN_NAMES.get(index) ?? index);
      const most = Math.max(
        ...[...plan.matchAll(/(?:actual rows=|Removed by \w+: )(\d+)/g)].map(([, rows]) => Number(rows)),
      );
      t.ok(
        most >= found && most < 1000,
        `${most} rows for ${JSON.stringify(condition)}\n${most >= 1000 && plan}`,
      );
    }
  });

  t.test('who is one of many is paged exactly', async (t) => {
    const { acme } = await start(t);
    for (let i = 0; i < 6200; i += 620) await acme.users.putAll(people(i, i + 620));
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
      for (let offset = 0; offset < active.length + 500; offset += 901) {
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
}

/** Notes how each statement is run, and runs it. */
function listening(session: pg.Client, plans: string[]): Query {
  return async (text, values) => {
    const explained = await session.query(`EXPLAIN (ANALYZE, TIMING OFF) ${text}`, [...(values ?? [])]);
    plans.push(...explained.rows.map((row) => row['QUERY PLAN']));
    return (await session.query(text, [...(values ?? [])])).rows;
  };
}
