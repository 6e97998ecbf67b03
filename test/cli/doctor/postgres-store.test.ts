import t from 'tap';
import { checkPostgresStore } from '../../../src/cli/doctor/postgres-store.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { startPostgres } from '../../support/postgres.ts';

const postgres = await startPostgres(t);

t.test('a server that is not there is a failure, and the password is not told', async (t) => {
  const verdict = await checkPostgresStore('postgres://bridge:hunter2secret@127.0.0.1:1/bridge');
  t.equal(verdict.outcome, 'fail');
  t.notMatch(JSON.stringify(verdict), /hunter2secret|postgres:\/\//);
});

if (postgres) {
  t.test('an empty database stays empty', async (t) => {
    const url = await postgres.newDatabase();
    t.match(await checkPostgresStore(url), { outcome: 'ok', detail: /empty/ });
    t.match(await checkPostgresStore(url), { outcome: 'ok', detail: /empty/ }, 'also after the first look');
  });

  t.test('one that a bridge has used can be opened', async (t) => {
    const url = await postgres.newDatabase();
    await (await openStore(url)).close();
    t.match(await checkPostgresStore(url), { outcome: 'ok', detail: /can be opened/ });
  });
}
