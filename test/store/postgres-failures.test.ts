import type pg from 'pg';
import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { connectTo, databaseOn, postgresBinaries } from '../support/postgres.ts';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.ts';
import { aUser, users } from './a-user.ts';

const unavailable = { name: 'StoreError', code: 'unavailable' };

const binaries = postgresBinaries(t);
const server = binaries === undefined ? undefined : await startPostgresServer(t, binaries);
let databases = 0;

/** A store on a new database; `settings` stand behind its URL. */
async function open(t: Test, { url }: PostgresServer, settings = '') {
  const name = `failures_${databases++}`;
  const admin = await connectTo(t, url);
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const session = await connectTo(t, databaseOn(url, name));
  const store = await openStore(databaseOn(url, name) + settings);
  t.teardown(() => store.close());
  // The session of the start is over; what is there from now on is the pool's.
  while ((await otherBackends(session)).length > 0);
  return { store, acme: store.connection('acme').users, session, databaseUrl: databaseOn(url, name) };
}

/** The processes of the server that serve other sessions of that one's database. */
async function otherBackends(session: pg.Client): Promise<number[]> {
  const { rows } = await session.query(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
     AND backend_type = 'client backend'`,
  );
  return rows.map(({ pid }) => pid);
}

/** Ends them. The store may hear of it at its next call. */
async function breakConnections(session: pg.Client): Promise<void> {
  await session.query('SELECT pg_terminate_backend(pid) FROM unnest($1::integer[]) AS pid', [
    await otherBackends(session),
  ]);
  while ((await otherBackends(session)).length > 0);
}

/** Puts one user after the other until it is told to stop; gives the ids of those that are in. */
async function keepPutting(store: Store, name: string, state: { stopped: boolean }) {
  const done: string[] = [];
  for (let i = 0; !state.stopped; i++) {
    try {
      await store.connection('acme').users.put(aUser(`UR_${name}_${i}`));
      done.push(`UR_${name}_${i}`);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
      // So that the server gets a chance to start.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  return done;
}

if (server) {
  t.test(
    'a server that restarts under load loses nothing that was promised, and is used again',
    async (t) => {
      const { store, acme } = await open(t, server);
      for (const mode of ['fast', 'immediate'] as const) {
        const state = { stopped: false };
        const before = await acme.count();
        const loops = Array.from({ length: 12 }, (_, i) => keepPutting(store, `${mode}${i}`, state));
        while ((await acme.count()) < before + 50);
        await server.stop(mode);
        await t.rejects(store.check(), unavailable);
        await t.rejects(acme.page(0, 10), unavailable);
        await server.start();
        const restarted = await acme.count();
        while ((await acme.count()) < restarted + 50);
        state.stopped = true;
        const promised = (await Promise.all(loops)).flat();
        const found = new Set((await Array.fromAsync(acme.scan())).map(({ id }) => id));
        t.strictSame(
          promised.filter((id) => !found.has(id)),
          [],
        );
        t.equal(await acme.count(), found.size, 'the counts are those of the users');
        await t.resolves(store.check());
      }
    },
  );

  t.test(
    'connections that break, idle or in the middle of a transaction, cost their call only',
    async (t) => {
      const { store, acme, session, databaseUrl } = await open(t, server);
      await acme.put(aUser('UR_1'));
      await breakConnections(session);
      await store.check().catch(() => {});

      const locker = await connectTo(t, databaseUrl);
      await locker.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
      const putting = acme.put(aUser('UR_2'));
      while ((await session.query('SELECT FROM pg_locks WHERE NOT granted')).rows.length === 0);
      const failing = t.rejects(putting, { ...unavailable, message: /terminat/ });
      await breakConnections(session);
      await failing;
      t.strictSame(await Array.fromAsync(acme.scan()), [aUser('UR_1')]);
      await acme.put(aUser('UR_2'));
      t.equal(await acme.count(), 2);
    },
  );

  t.test('a statement that waits too long is given up, and keeps nothing locked', async (t) => {
    const { acme, session } = await open(t, server, '&statement_timeout=200');
    await session.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    await t.rejects(acme.putAll(users(0, 10)), { ...unavailable, message: /too slow, or another session/ });
    await session.query('COMMIT');
    await acme.putAll(users(0, 10));
    t.equal(await acme.count(), 10);
  });

  t.test('a server that falls silent fails the call, and is used again when it answers', async (t) => {
    const { acme, session } = await open(t, server, '&query_timeout=300');
    await acme.putAll(users(0, 10));
    const backends = await otherBackends(session);
    for (const pid of backends) process.kill(pid, 'SIGSTOP');
    await t.rejects(acme.count(), unavailable);
    t.equal(await acme.count(), 10, 'over a new connection');
    for (const pid of backends) process.kill(pid, 'SIGCONT');
  });

  t.test('more callers than connections wait for their turn', async (t) => {
    const { acme, session } = await open(t, server, '&max=2');
    const people = users(0, 60);
    await Promise.all(people.map((user) => acme.put(user)));
    t.equal(await acme.count(), people.length);
    t.equal((await otherBackends(session)).length, 2);
  });

  t.test('a database that only reads turns check red, until it takes writes again', async (t) => {
    const { store, acme, session, databaseUrl } = await open(t, server);
    await acme.put(aUser('UR_1'));
    const name = new URL(databaseUrl).pathname.slice(1);
    const set = async (value: string) => {
      await session.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`);
      await breakConnections(session);
      await store.check().catch(() => {});
    };
    await set('on');
    await t.rejects(store.check(), { ...unavailable, message: /primary: this server only reads/ });
    await t.rejects(acme.put(aUser('UR_2')), unavailable);
    t.strictSame(await acme.get('UR_1'), aUser('UR_1'));
    await set('off');
    await t.resolves(store.check());
  });

  t.test('a URL that leads nowhere is refused at the start, and its password is not repeated', async (t) => {
    const asUser = (url: string) => {
      const changed = new URL(url);
      changed.password = 'hunter2';
      return changed.href;
    };
    const refusals = [
      [asUser(databaseOn(server.url, 'nothing')), { code: 'configuration', message: /Create the database/ }],
      [asUser(server.url.replace('//postgres@', '//nobody_here@')), { code: 'configuration' }],
      ['postgres://bridge:hunter2@127.0.0.1:1/bridge', { code: 'unavailable', message: /ECONNREFUSED/ }],
      ['postgres://bridge:hunter2@local host:port/x', { code: 'configuration', message: /must be postgres/ }],
      ['postgres://bridge:hunter2@h/x?sslrootcert=/no/ca', { code: 'configuration', message: /\/no\/ca/ }],
    ] as const;
    for (const [url, expected] of refusals) {
      const error = await openStore(url).catch((error) => error);
      t.match(error, { name: 'StoreError', ...expected }, url);
      t.notMatch([error.message, JSON.stringify(error.cause ?? {})].join(), /hunter2/);
    }
  });
}
