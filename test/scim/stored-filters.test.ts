import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { startPostgres } from '../support/postgres.ts';
import { answersLikeTheEngine } from './answers-like-the-engine.ts';

t.test('any filter has the same answer of SQLite and of the engine', async (t) => {
  const store = await openStore('sqlite::memory:');
  t.teardown(() => store.close());
  await answersLikeTheEngine(t, store);
});

t.test('any filter has the same answer of PostgreSQL and of the engine', async (t) => {
  const postgres = await startPostgres(t);
  if (!postgres) return;
  const store = await openStore(await postgres.newDatabase());
  t.teardown(() => store.close());
  await answersLikeTheEngine(t, store);
});
