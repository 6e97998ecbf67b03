import { DatabaseSync } from 'node:sqlite';
import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import type { ConnectionStore } from '../../src/store/store.ts';
import { startPostgres } from '../support/postgres.ts';
import { aUser } from './a-user.ts';
import { copiedHas, exported, fill, imported } from './copy-through.ts';
import { startStoreProcess } from './store-process.ts';

const postgres = await startPostgres(t);

let files = 0;
const folder = t.testdir();
const newFile = async () => `sqlite:${folder}/${files++}.db`;

async function opened(t: Test, databaseUrl: string): Promise<ConnectionStore> {
  const store = await openStore(databaseUrl);
  t.teardown(() => store.close());
  return store.connection('default');
}

/** Whether the database has what fill() has put there, as its readers see it. */
async function hasAll(t: Test, databaseUrl: string): Promise<void> {
  const { users, groups, memberships, dueMoves, dueMembers, groupMembers, ...rest } = await opened(
    t,
    databaseUrl,
  );
  t.equal(await users.count(), 701);
  const ids = (await users.page(695, 10)).map(({ id }) => id);
  t.strictSame(ids, ['UR_696', 'UR_697', 'UR_698', 'UR_699', 'UR_odd', 'UR_5'], 'in their order');
  t.equal((await users.lookUp('externalId', '00u-UR_600'))[0]?.id, 'UR_600');
  t.equal((await users.lookUp('email', 'ur_600@example.com'))[0]?.id, 'UR_600');
  t.match(await users.get('UR_odd'), { kept: copiedHas.odd });
  t.match(await users.lookUpDeleted('ur_tomb@example.com'), { deleted: String, purgeAfter: String });
  t.match(await users.get('UR_lost'), { deleted: String, gone: String });
  t.strictSame(
    (await groups.page(0, 10)).map(({ id }) => id),
    ['DV_2'],
  );
  t.ok((await groups.get('DV_1'))?.deleted);
  t.strictSame(
    (await memberships.ofUsers(['UR_2'])).get('UR_2')?.map(({ groupId, seq }) => [groupId, seq]),
    [
      ['DV_2', 1],
      ['DV_1', 2],
    ],
  );
  const moves = (await Array.fromAsync(dueMoves.all())).map((move) => ({
    ...move,
    from: new Set(move.from),
  }));
  t.strictSame(moves, [{ userId: 'UR_2', from: new Set(['DV_1', null]), since: 1, seq: 1 }]);
  t.strictSame(await Array.fromAsync(groupMembers.rows('GR_1', 'all')), ['UR_1', 'UR_3']);
  t.strictSame(await Array.fromAsync(groupMembers.rows('GR_1', 'named')), ['UR_1']);
  t.equal(await dueMembers.count(), 1);
  t.ok(await rest.pendingCreations.get('under.way@example.com'));
  t.equal(await rest.facts.get('users.listed'), '2026-01-02T03:04:05.006Z');
  t.strictSame(
    (await Array.fromAsync(rest.audit.entries())).map(({ id }) => id),
    ['UR_1', 'UR_2'],
  );
  t.equal(await rest.listing.get(), undefined, 'how far a listing was is not copied');
  await memberships.change({ groupId: 'DV_2', add: ['UR_4'], remove: [], due: [] });
  const [last] = (await memberships.ofUsers(['UR_4'])).get('UR_4') ?? [];
  t.equal(last?.seq, 4, 'and the ledger goes on behind its last change');
}

for (const [name, newDatabase] of [
  ['SQLite', newFile],
  ...(postgres ? ([['PostgreSQL', () => postgres.newDatabase()]] as const) : []),
] as const) {
  t.test(`what was exported from SQLite is in ${name} after the import, and is the same file`, async (t) => {
    const [from, to, back] = [await newFile(), await newDatabase(), await newFile()];
    await fill(from);
    const file = await exported(from);
    await imported(to, file);
    t.equal(await exported(to), file);
    await imported(back, await exported(to));
    t.equal(await exported(back), file);
    await hasAll(t, to);
  });

  t.test(`a file that was cut off or damaged leaves nothing in ${name}`, async (t) => {
    const [from, to] = [await newFile(), await newDatabase()];
    await fill(from);
    const file = await exported(from);
    const lines = file.trimEnd().split('\n');
    const wrong = {
      'cut-off': [lines.slice(0, -1).join('\n'), file.slice(0, file.lastIndexOf('{"end"'))],
      changed: [
        file.slice(0, -5),
        file.slice(0, file.length / 2),
        file.replace('ur_77@example.com', 'ur_78@example.com'),
        [...lines.slice(0, 5), ...lines.slice(6)].join('\n'),
        `${file}${lines[3]}\n`,
      ],
      newer: [
        file.replace('"version":1', '"version":2'),
        file.replace('"table":"audit"', '"table":"badges"'),
      ],
      'not-an-export': ['', 'SQLite format 3', '{}', file.slice(10)],
    };
    for (const [code, texts] of Object.entries(wrong)) {
      for (const text of texts) await t.rejects(imported(to, text), { name: 'CopyError', code });
    }
    const connection = await opened(t, to);
    t.equal(await connection.users.count(), 0);
    t.equal(await connection.facts.get('brandId'), undefined);
  });

  t.test(
    `only an empty ${name} takes an import, unless it is to be replaced, by one of its brand`,
    async (t) => {
      const [from, to, other] = [await newFile(), await newDatabase(), await newFile()];
      await fill(from);
      await fill(other, 'other');
      const file = await exported(from);
      await imported(to, file);
      await t.rejects(imported(to, file), { name: 'CopyError', code: 'not-empty' });
      await t.rejects(imported(to, await exported(other), true), { name: 'CopyError', code: 'other-brand' });
      const store = await openStore(to);
      await store.connection('default').users.remove('UR_odd');
      await store.connection('default').users.put(aUser('UR_new'));
      await store.close();
      await imported(to, file, true);
      t.equal(await exported(to), file);
      await hasAll(t, to);
    },
  );
}

t.test('an export of SQLite is of one moment, and the bridge writes meanwhile', async (t) => {
  const url = await newFile();
  const child = await startStoreProcess(t, url);
  child.tell('put UR_1 0');
  await child.answer();
  const before = await exported(url);
  t.match(before, '"users":1');
  child.tell('put UR_2 0');
  t.equal(await child.answer(), 'put UR_2 0 done');
  t.match(await exported(url), '"users":2');
  await t.rejects(imported(url, before, true), { name: 'StoreError', code: 'locked' });
  await child.kill();
  await imported(url, before, true);
  t.equal(await exported(url), before);
});

t.test('a database of another version is not exported', async (t) => {
  const url = await newFile();
  await (await openStore(url)).close();
  const database = new DatabaseSync(url.slice('sqlite:'.length));
  database.exec('PRAGMA user_version = 999');
  database.close();
  await t.rejects(exported(url), { name: 'StoreError', code: 'newer' });
  await t.rejects(exported(`sqlite:${folder}/nowhere.db`), { name: 'StoreError', code: 'configuration' });
});

if (postgres) {
  t.test(
    'an export of PostgreSQL is of one moment, and there is no import while a bridge runs',
    async (t) => {
      const url = await postgres.newDatabase();
      await fill(url);
      const file = await exported(url);
      const { leases } = await opened(t, url);
      await leases?.take(['replica:another'], 60_000);
      await t.rejects(imported(url, file, true), { name: 'CopyError', code: 'in-use' });
      await leases?.release(['replica:another']);
      await imported(url, file, true);
      t.equal(await exported(url), file);
    },
  );
}
