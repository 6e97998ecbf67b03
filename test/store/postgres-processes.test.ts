import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { lockUntilCommit } from '../../src/store/postgres/advisory-lock.ts';
import { createDatabase } from '../../src/store/postgres/database.ts';
import { connectTo, startPostgres } from '../support/postgres.ts';
import { aUser, deleted, users } from './a-user.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

const EACH = 300;

const postgres = await startPostgres(t);

async function start(t: Test) {
  const url = (await postgres?.newDatabase()) ?? '';
  const store = await openStore(url);
  t.teardown(() => store.close());
  return { url, store, session: await connectTo(t, url) };
}

/** Tells the process all of that at once; gives the answers that are not `done`. */
async function refusals(child: StoreProcess, lines: readonly string[]): Promise<unknown[]> {
  for (const line of lines) child.tell(line);
  const refused = [];
  for (const line of lines) {
    const answer = await child.answer();
    if (answer !== `${line} done`) refused.push(answer);
  }
  return refused;
}

if (postgres) {
  t.test('changes of the ledger by two processes are numbered in the order of their commits', async (t) => {
    const { url, store, session } = await start(t);
    const children = await Promise.all([startStoreProcess(t, url), startStoreProcess(t, url)]);
    let running = true;
    const working = Promise.all(
      children.map((child, c) =>
        refusals(
          child,
          Array.from({ length: EACH }, (_, i) => `add UR_${c}_${i} DV_1`),
        ),
      ),
    ).finally(() => {
      running = false;
    });
    const gaps: unknown[] = [];
    // Each change adds one row, so whoever sees a number has to see all below it.
    while (running) {
      const { rows } = await session.query('SELECT count(*), max(seq) FROM memberships');
      if (rows[0].max !== null && rows[0].max !== rows[0].count) gaps.push(rows[0]);
    }
    t.strictSame(await working, [[], []]);
    t.strictSame(gaps, []);
    const { memberships } = store.connection('acme');
    t.equal((await Array.fromAsync(memberships.rows('DV_1'))).length, 2 * EACH);
  });

  t.test('users that two processes put at the same time are all there, once and in one order', async (t) => {
    const { url, store } = await start(t);
    const children = await Promise.all([startStoreProcess(t, url), startStoreProcess(t, url)]);
    const answers = await Promise.all(
      children.map((child, c) =>
        refusals(
          child,
          Array.from({ length: EACH }, (_, i) => (i % 2 ? `put UR_${i} 10` : `put UR_${c}_${i} 10`)),
        ),
      ),
    );
    t.strictSame(answers, [[], []]);
    const acme = store.connection('acme').users;
    const scanned = (await Array.fromAsync(acme.scan())).map(({ id }) => id);
    t.equal(new Set(scanned).size, 1.5 * EACH);
    t.equal(scanned.length, 1.5 * EACH);
    t.equal(await acme.count(), scanned.length);
    for (let offset = 0; offset < scanned.length; offset += 50) {
      const page = await acme.page(offset, 50);
      t.strictSame(
        page.map(({ id }) => id),
        scanned.slice(offset, offset + 50),
      );
    }
  });

  t.test('a put waits for who writes users of its connection, and for nobody else', async (t) => {
    const { url, store, session } = await start(t);
    const other = createDatabase({ connectionString: url });
    t.teardown(other.close);
    const [locked, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holding = other.transaction(async (query) => {
      await lockUntilCommit(query, 'users of acme');
      locked.resolve();
      await end.promise;
    });
    await locked.promise;
    const putting = store.connection('acme').users.put(aUser('UR_1'));
    await store.connection('globex').users.put(aUser('UR_1'));
    while (
      (await session.query("SELECT FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")).rows
        .length === 0
    );
    end.resolve();
    await Promise.all([holding, putting]);
    t.equal(await store.connection('acme').users.count(), 1);
  });

  t.test('writes to the same users in opposite orders do not lock each other out', async (t) => {
    const { url, store } = await start(t);
    const second = await openStore(url);
    t.teardown(() => second.close());
    const [one, two] = [store.connection('acme').users, second.connection('acme').users];
    const people = users(0, 40);
    await one.putAll(people);
    for (let i = 0; i < 40; i++) {
      await Promise.all([
        one.putAll(people.map((user) => deleted(user))),
        two.putAll(people.toReversed()),
        one.put(aUser(`UR_${i}`)),
        two.remove(`UR_${(i * 7) % 40}`),
      ]);
    }
    const scanned = await Array.fromAsync(one.scan());
    t.equal(await two.count(), scanned.length);
  });

  t.test('a process that is killed in the middle of a write leaves nothing of it, and no lock', async (t) => {
    const { url, store } = await start(t);
    const child = await startStoreProcess(t, url);
    const lines = Array.from({ length: 5000 }, (_, i) => (i % 2 ? `put UR_${i} 3000` : `add UR_${i} DV_1`));
    for (const line of lines) child.tell(line);
    for (let i = 0; i < 200; i++) await child.answer();
    await child.kill();

    const acme = store.connection('acme');
    await acme.users.put(aUser('UR_new'));
    await acme.memberships.change({ groupId: 'DV_1', add: ['UR_new'], remove: [], due: [] });
    const found = await Array.fromAsync(acme.users.scan());
    t.ok(found.length > 100 && found.length < lines.length / 2, `${found.length} puts were done`);
    t.equal(await acme.users.count(), found.length);
    t.equal((await Array.fromAsync(acme.memberships.rows('DV_1'))).at(-1), 'UR_new');
  });
}
