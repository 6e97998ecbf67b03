import { symlinkSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { aUser } from './a-user.ts';
import { startStoreProcess } from './store-process.ts';

const BYTES = 3000;
/** More than two full pipes of answers, so that the child cannot be done before it is killed. */
const MANY = 10_000;

t.test('a put that has resolved survives kill -9, and an unfinished one leaves nothing behind', async (t) => {
  const url = `sqlite:${t.testdir()}/bridge.db`;
  const child = await startStoreProcess(t, url);
  for (let i = 0; i < MANY; i++) child.tell(`put UR_${i} ${BYTES}`);
  const answers = [];
  while (answers.length < 500) answers.push(await child.answer());
  await child.kill();
  for (let answer = await child.answer(); answer !== undefined; answer = await child.answer()) {
    answers.push(answer);
  }

  const store = await openStore(url);
  t.teardown(() => store.close());
  const { users, listing } = store.connection('acme');
  const promised = answers.map((_, i) => aUser(`UR_${i}`, { record: { padding: 'x'.repeat(BYTES) } }));
  t.strictSame(
    answers,
    promised.map(({ id }) => `put ${id} ${BYTES} done`),
  );
  t.strictSame((await Array.fromAsync(users.scan())).slice(0, promised.length), promised);
  const count = await users.count();
  t.ok(count < MANY, 'it was killed in the middle');
  for await (const user of users.scan()) {
    const found = await users.lookUp('email', user.keys.userName);
    if (found[0]?.id !== user.id) t.fail('a user without its keys', { id: user.id });
  }
  t.equal((await Array.fromAsync(listing.unnamed(1))).length, count);
});

t.test('a second process is refused, under any name of the file, until the first is gone', async (t) => {
  const folder = t.testdir();
  const url = `sqlite:${folder}/bridge.db`;
  const child = await startStoreProcess(t, url);
  symlinkSync(`${folder}/bridge.db`, `${folder}/link.db`);
  const refused = { name: 'StoreError', code: 'locked', message: /Another process uses the database .*stop/ };
  await t.rejects(openStore(url), refused);
  await t.rejects(openStore(`sqlite:${folder}/link.db`), refused);

  child.tell('put UR_1 0');
  t.equal(await child.answer(), 'put UR_1 0 done', 'the first one does not notice');
  await child.kill();
  const store = await openStore(url);
  t.equal(await store.connection('acme').users.count(), 1);
  await t.rejects(openStore(url), refused, 'nor twice in one process');
  await store.close();
  await openStore(url).then((again) => again.close());
});

t.test('a tool can read and back up the database while the bridge has it', async (t) => {
  const folder = t.testdir();
  const child = await startStoreProcess(t, `sqlite:${folder}/bridge.db`);
  child.tell('put UR_1 0');
  await child.answer();
  const tool = new DatabaseSync(`${folder}/bridge.db`, { readOnly: true });
  tool.exec(`BEGIN; SELECT * FROM users`);
  child.tell('put UR_2 0');
  t.equal(await child.answer(), 'put UR_2 0 done', 'a reader does not hold up a write');
  tool.exec(`COMMIT; VACUUM INTO '${folder}/backup.db'`);
  tool.close();

  const backup = await openStore(`sqlite:${folder}/backup.db`);
  t.equal(await backup.connection('acme').users.count(), 2);
  await backup.close();
});
