import t from 'tap';
import { checkPostgresStore } from '../../../src/cli/doctor/postgres-store.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { connectTo, startPostgres } from '../../support/postgres.ts';

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

  t.test('one of a newer version is bad only where the bridge would refuse it', async (t) => {
    const url = await postgres.newDatabase();
    await (await openStore(url)).close();
    const session = await connectTo(t, url);
    const newer = (oldest: number) =>
      session.query(
        `INSERT INTO bridge_schema (version, oldest) VALUES (9000, ${oldest})
         ON CONFLICT (version) DO UPDATE SET oldest = excluded.oldest`,
      );
    await newer(1);
    t.match(await checkPostgresStore(url), { outcome: 'ok', detail: /schema 9000, which this version can/ });
    await newer(9000);
    t.match(await checkPostgresStore(url), { outcome: 'fail', detail: /a newer version/ });
  });
}
