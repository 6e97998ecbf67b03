/** A newer version starts while this one runs, as in a rolling update. */
import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { createDatabase } from '../../src/store/postgres/database.ts';
import { migrate } from '../../src/store/postgres/migrate.ts';
import { migrations } from '../../src/store/postgres/migrations.ts';
import { OLDEST_COMPATIBLE } from '../../src/store/postgres/schema-version.ts';
import { startPostgres } from '../support/postgres.ts';
import { aUser } from './a-user.ts';

const KNOWN = migrations.length;
const NEXT = [
  ...migrations,
  `ALTER TABLE users ADD COLUMN later text; ALTER TABLE groups ADD COLUMN later text NOT NULL DEFAULT '';
   CREATE INDEX users_later ON users (later); CREATE TABLE later (id text)`,
];

const postgres = await startPostgres(t);

async function start(t: Test) {
  const url = (await postgres?.newDatabase()) ?? '';
  const store = await openStore(url);
  t.teardown(() => store.close());
  const newer = createDatabase({ connectionString: url });
  t.teardown(newer.close);
  const updateTo = (oldest: number) => newer.transaction((query) => migrate(query, NEXT, oldest));
  return { url, store, updateTo };
}

if (postgres) {
  t.test(
    'this version goes on while a newer one adds to the tables, and starts again after it',
    async (t) => {
      const { url, store, updateTo } = await start(t);
      const acme = store.connection('acme');
      let isUpdated = false;
      let puts = 0;
      const working = Array.from({ length: 4 }, async (_, worker) => {
        for (let after = 0; after < 20; puts++) {
          await acme.users.put(aUser(`UR_${worker}_${puts}`));
          await acme.facts.set(`fact ${worker}`, String(puts));
          if (isUpdated) after += 1;
        }
      });
      while (puts < 20) await acme.users.count();
      await updateTo(KNOWN);
      isUpdated = true;
      await Promise.all(working);
      t.equal(await acme.users.count(), puts);
      await t.resolves(store.check());
      const again = await openStore(url);
      t.teardown(() => again.close());
      t.equal((await again.connection('acme').users.page(0, 500)).length, puts);
      const group = {
        id: 'DV_1',
        target: 'division',
        displayName: 'Sales',
        created: '',
        lastModified: '',
      } as const;
      await again.connection('acme').groups.put(group);
      t.match(await acme.groups.get('DV_1'), group);
    },
  );

  t.test(
    'what a newer version has made unfit for this one is refused, at the start and while it runs',
    async (t) => {
      const { url, store, updateTo } = await start(t);
      await updateTo(KNOWN + 1);
      const refusal = {
        name: 'StoreError',
        code: 'newer',
        message: new RegExp(
          `schema ${KNOWN + 1}, for versions that know ${KNOWN + 1}; this one knows ${KNOWN}`,
        ),
      };
      await t.rejects(openStore(url), refusal);
      await t.rejects(store.check(), refusal);
    },
  );

  t.test('a newer version still says of whom its tables are fit when it starts again', async (t) => {
    const { url, updateTo } = await start(t);
    await updateTo(KNOWN);
    await updateTo(KNOWN);
    await openStore(url).then((store) => store.close());
  });

  t.test('the oldest version that may run beside this one is none that comes later', async (t) => {
    t.ok(OLDEST_COMPATIBLE <= KNOWN);
  });
}
