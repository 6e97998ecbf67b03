import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { connectTo, startPostgres } from '../support/postgres.ts';

const postgres = await startPostgres(t);

async function twoProcesses(t: Test) {
  const url = (await postgres?.newDatabase()) ?? '';
  const stores = [await openStore(url), await openStore(url)] as const;
  t.teardown(() => Promise.all(stores.map((store) => store.close())));
  const [one, two] = stores.map((store) => store.connection('acme').pace);
  if (!one || !two) throw new Error('PostgreSQL shares the pace');
  return { url, one, two, stores };
}

if (postgres) {
  t.test('changes by two processes at once are all made, each of what the one before left', async (t) => {
    const { one, two } = await twoProcesses(t);
    let runs = 0;
    const add = (kept = '0') => {
      runs += 1;
      return String(Number(kept) + 1);
    };
    const changes = Array.from({ length: 100 }, (_, i) => (i % 2 ? one : two)('brand').update(add));
    await Promise.all(changes);
    let end: string | undefined;
    await one('brand').update((kept = '') => {
      end = kept;
      return kept;
    });
    t.equal(end, '100');
    t.ok(runs > 100, `${runs - 100} of them came too late at first and were made again`);
  });

  t.test('each connection and each name has its own', async (t) => {
    const { one, stores } = await twoProcesses(t);
    await one('brand').update(() => 'mine');
    for (const other of [one('groups'), stores[1].connection('other').pace?.('brand')]) {
      await other?.update((kept) => {
        t.equal(kept, undefined);
        return '';
      });
    }
  });

  t.test('what another process left is seen, and what a crash has emptied begins anew', async (t) => {
    const { url, one, two } = await twoProcesses(t);
    const session = await connectTo(t, url);
    const seen: (string | undefined)[] = [];
    const leave = (text: string) => (kept: string | undefined) => {
      seen.push(kept);
      return text;
    };
    const [pace, other] = [one('brand'), two('brand')];
    await pace.update(leave('first'));
    await pace.update(leave('second'));
    t.strictSame(seen.splice(0), [undefined, 'first']);
    await other.update(leave('other'));
    await pace.update(leave('third'));
    t.equal(seen.splice(0).at(-1), 'other');
    await session.query('TRUNCATE paces');
    await pace.update(leave('fourth'));
    await other.update(leave('fifth'));
    t.equal(seen.at(-1), 'fourth');
  });

  t.test('an answer that is late does not set the time back', async (t) => {
    const { url, one } = await twoProcesses(t);
    const session = await connectTo(t, url);
    const pace = one('brand');
    await pace.update(() => '');
    await session.query('BEGIN; UPDATE paces SET version = version');
    const updating = pace.update(() => '');
    while ((await session.query('SELECT FROM pg_locks WHERE NOT granted')).rows.length === 0);
    const committing = session.query('COMMIT');
    // The answer comes meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);
    await Promise.all([committing, updating]);
    const { rows } = await session.query('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now');
    await pace.update((_, now) => {
      t.ok(now > Number(rows[0].now) - 2_000, `${Math.round(rows[0].now - now)} ms behind`);
      return '';
    });
  });

  t.test("the time is the database's, and a failure of the change is the caller's", async (t) => {
    const { url, one } = await twoProcesses(t);
    const session = await connectTo(t, url);
    const clock = async () =>
      Number((await session.query('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now')).rows[0].now);
    const before = await clock();
    let now = 0;
    await one('brand').update((_, time) => {
      now = time;
      return '';
    });
    t.ok(now >= before && now <= (await clock()));
    await t.rejects(
      one('brand').update(() => {
        throw new RangeError('no');
      }),
      { name: 'RangeError' },
    );
  });
}
