import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { openDatabase } from '../../src/store/sqlite/open-database.ts';
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { aUser, users } from './a-user.ts';
import { startStoreProcess } from './store-process.ts';

const NOBODY = 65534;

t.test(
  'a full database refuses the write, keeps nothing of it, and works again when there is room',
  async (t) => {
    const opened = openDatabase(`${t.testdir()}/bridge.db`);
    const store = createSqliteStore(opened);
    t.teardown(() => store.close());
    const acme = store.connection('acme').users;
    const before = users(0, 100);
    await acme.putAll(before);
    const pages = Number(opened.database.prepare('PRAGMA page_count').get()?.page_count);
    opened.database.exec(`PRAGMA max_page_count = ${pages + 10}`);

    const full = { name: 'StoreError', code: 'unavailable', message: /full.*Free some disk space/ };
    const large = { padding: 'x'.repeat(200_000) };
    await t.rejects(acme.put(aUser('UR_new', { record: large })), full);
    await t.rejects(acme.put(aUser('UR_1', { record: large, keys: { userName: 'x', emails: ['x'] } })), full);
    await t.rejects(acme.putAll([aUser('UR_new'), aUser('UR_2', { record: large })]), full);
    t.strictSame(await Array.fromAsync(acme.scan()), before);
    t.equal(await acme.count(), 100);
    t.equal(await acme.get('UR_new'), undefined);
    t.strictSame(await acme.lookUp('email', 'ur_new@example.com'), []);
    t.strictSame(await acme.lookUp('email', 'x'), []);
    t.strictSame(await acme.lookUp('email', 'ur_1@example.com'), before.slice(1, 2));

    opened.database.exec(`PRAGMA max_page_count = ${pages + 100}`);
    await acme.put(aUser('UR_new', { record: large }));
    t.equal(await acme.count(), 101);
  },
);

t.test('a disk that takes no more writes turns check red, until it takes them again', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  // 800 KB a file (blocks of 512 bytes): the write-ahead log gets there first.
  const child = await startStoreProcess(t, `sqlite:${path}`, 'ulimit -f 1600');
  const ask = async (line: string) => {
    child.tell(line);
    return (await child.answer())?.slice(line.length + 1);
  };
  t.equal(await ask('check'), 'done');
  let stored = 0;
  let answer = await ask(`put UR_${stored} 40000`);
  for (; answer === 'done'; answer = await ask(`put UR_${stored} 40000`)) stored++;
  t.equal(answer, 'unavailable');
  t.equal(await ask('check'), 'unavailable');

  const tool = new DatabaseSync(path);
  t.equal(tool.prepare('SELECT count(*) AS count FROM users').get()?.count, stored);
  t.equal(tool.prepare('SELECT count(*) AS count FROM user_emails').get()?.count, stored);
  tool.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  tool.close();
  t.equal(await ask('check'), 'done');
  t.equal(await ask(`put UR_${stored} 3000`), 'done');
});

t.test('what this user may not write is refused at the start, with what to do', async (t) => {
  const folder = t.testdir();
  const url = `sqlite:${folder}/bridge.db`;
  const isRoot = process.getuid?.() === 0;
  // Root may write everywhere, so the store is opened as somebody else.
  const openAsNobody = async (databaseUrl: string) => {
    if (isRoot) process.seteuid?.(NOBODY);
    return openStore(databaseUrl).finally(() => isRoot && process.seteuid?.(0));
  };
  chmodSync(folder, 0o777);
  await openAsNobody(url).then((store) => store.close());

  const refused = {
    name: 'StoreError',
    code: 'unavailable',
    message: /must be writable for the user that runs/,
  };
  chmodSync(`${folder}/bridge.db`, 0o444);
  await t.rejects(openAsNobody(url), refused, 'a read-only file');
  chmodSync(`${folder}/bridge.db`, 0o644);
  await openAsNobody(url).then((store) => store.close());
  chmodSync(`${folder}/bridge.db.lock`, 0o444);
  await t.rejects(openAsNobody(url), refused, 'a read-only lock file');
  chmodSync(`${folder}/bridge.db.lock`, 0o644);
  chmodSync(folder, 0o555);
  await t.rejects(openAsNobody(url), refused, 'a read-only folder');
  await t.rejects(openAsNobody(`sqlite:${folder}/new.db`), refused, 'a new file in it');
  await t.rejects(openAsNobody(`sqlite:${folder}/sub/new.db`), refused, 'a new folder in it');
  chmodSync(folder, 0o777);
});

t.test('a path that cannot be a database is refused', async (t) => {
  const folder = t.testdir({ 'notes.txt': 'not a database, but long enough to look like one\n'.repeat(100) });
  await t.rejects(openStore(`sqlite:${folder}/notes.txt`), {
    code: 'configuration',
    message: /another path/,
  });
  await t.rejects(openStore(`sqlite:${folder}/notes.txt/bridge.db`), { code: 'unavailable' });
  await t.rejects(openStore(`sqlite:${folder}`), { code: 'unavailable' });
  // Nobody may make a folder there, which Linux says in an odd way.
  await t.rejects(openStore('sqlite:/proc/nowhere/bridge.db'), { code: 'unavailable', message: /writable/ });
});

t.test('a damaged file is refused with the advice to restore a backup', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  await openStore(`sqlite:${path}`).then((store) => store.close());
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill('damaged', 100));
  await t.rejects(openStore(`sqlite:${path}`), { code: 'unavailable', message: /restore a backup/ });
});
