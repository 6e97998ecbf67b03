import { existsSync } from 'node:fs';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';

t.test('a URL that names no database is refused, and its text is not repeated', async (t) => {
  for (const url of ['', 'secret', '/secret', 'mysql://root:secret@db', 'constructor:secret', 'sqlite:']) {
    const error = await openStore(url).catch((error) => error);
    t.match(error, { name: 'StoreError', code: 'configuration', message: /sqlite:PATH/ }, url);
    t.notMatch(error.message, /secret/);
  }
});

t.test('a path that looks like an SQLite URI is a path', async (t) => {
  const folder = t.testdir();
  const before = process.cwd();
  process.chdir(folder);
  t.teardown(() => process.chdir(before));
  const store = await openStore('sqlite:file:bridge.db?mode=memory');
  await store.close();
  t.ok(existsSync(`${folder}/file:bridge.db?mode=memory`));
});

t.test('two stores in memory share nothing', async (t) => {
  const [one, two] = [await openStore('sqlite::memory:'), await openStore('sqlite::memory:')];
  await one.connection('acme').facts.set('synced', 'yes');
  t.equal(await two.connection('acme').facts.get('synced'), undefined);
  await one.close();
  await two.close();
});
