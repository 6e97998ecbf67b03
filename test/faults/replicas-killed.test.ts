/** One of two replicas dies amid its work: the other takes over within 30 s, and nothing is lost. */
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { enrich, unnamed } from '../concurrency/unnamed-fields.ts';
import { values } from '../scim/groups/people.ts';
import { type BridgeProcess, launchBridgeProcess, startBridgeProcess } from '../support/bridge-process.ts';
import { connectTo, startPostgres } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { replace } from './outage.ts';

const MEMBERS = 400;
const SOON_MS = 30_000;
/** A call that hangs is at Qualtrics until the test is over. */
const PATIENT = { QUALTRICS_TIMEOUT_SECONDS: '50' };

// A dead replica's locks are kept for it for 20 s. Each test waits for that, so they wait together.
t.setTimeout(300_000);
t.jobs = 4;

const postgres = await startPostgres(t);

async function startPair(t: Test, people: number) {
  const sandbox = await startSandbox({ users: people, divisions: [], callLogLimit: 50_000 });
  t.teardown(() => sandbox.close());
  const ids = sandbox.users().flatMap(({ id }) => (id === sandbox.ownerId ? [] : id));
  for (const id of ids) enrich(sandbox, id, { divisionId: null, firstName: 'Ada', lastName: 'Marsh' });
  const environment = { ...PATIENT, DATABASE_URL: (await postgres?.newDatabase()) ?? '' };
  const replicas: [BridgeProcess, BridgeProcess] = [
    await startBridgeProcess(t, sandbox, environment),
    await startBridgeProcess(t, sandbox, environment),
  ];
  return { sandbox, people: ids, replicas, session: await connectTo(t, environment.DATABASE_URL) };
}

const rename = (name: string) => replace('name.givenName', name);

if (postgres) {
  t.test(
    'killed with moves to make and a user locked: the other makes them, and has the lock',
    { buffered: true },
    async (t) => {
      const { sandbox, people, replicas, session } = await startPair(t, MEMBERS + 1);
      const [doomed, other] = replicas;
      const [locked = '', ...members] = people;
      const { body: group } = await doomed.scim('POST', '/Groups', { displayName: 'Sales' });
      const before = people.map((id) => unnamed(sandbox, id));
      const isIn = (id: string) => sandbox.user(id)?.divisionId === group.id;

      // It reads a user and never gets to the write.
      sandbox.fault({ match: { path: `/API/v3/users/${locked}` }, effect: { kind: 'latency', ms: 60_000 } });
      const answers = [
        doomed.scim('PATCH', `/Users/${locked}`, rename('Lost')),
        doomed.scim('PATCH', `/Groups/${group.id}`, {
          Operations: [{ op: 'add', path: 'members', value: values(members) }],
        }),
      ].map((answer) => answer.catch(() => undefined));
      await until('a part of the moves is made', () => members.filter(isIn).length > 50);
      await doomed.kill();
      const died = Date.now();
      t.strictSame(await Promise.all(answers), [undefined, undefined], 'the IdP heard nothing');
      t.ok(members.filter((id) => !isIn(id)).length > 50, 'and not all moves are made');

      const { rows } = await session.query('SELECT 1 FROM leases WHERE key = $1', [locked]);
      t.equal(rows.length, 1, 'the lock is still there');
      const { status, text } = await other.scim('PATCH', `/Users/${locked}`, rename('Grace'));
      t.equal(status, 200, `one request is time enough for the lock to run out: ${text}`);
      await until(
        'the other makes the rest of the moves',
        () => members.some((id) => isIn(id)) && members.every(isIn),
      );
      t.ok(Date.now() - died < SOON_MS, `within ${Date.now() - died} ms`);
      t.strictSame(
        people.map((id) => unnamed(sandbox, id)),
        before.map((user, i) => (i === 0 ? { ...user, firstName: 'Grace' } : user)),
        'and nothing else of anybody has changed',
      );
    },
  );

  t.test(
    'killed amid the first listing: the other lists, and becomes ready',
    { buffered: true },
    async (t) => {
      // Without its limit: a listing call that ended after five seconds would be made again.
      const sandbox = await startSandbox({ users: 250, divisions: [], timeLimitMs: null });
      t.teardown(() => sandbox.close());
      const environment = { ...PATIENT, DATABASE_URL: await postgres.newDatabase() };
      const second = { path: '/API/v3/users', method: 'GET', skip: 1 };
      sandbox.fault({ match: second, effect: { kind: 'latency', ms: 60_000 } });
      const doomed = await launchBridgeProcess(t, sandbox, environment);
      const listings = () => sandbox.calls.filter(({ path }) => path === '/API/v3/users').length;
      await until('it is at the second page', () => listings() === 2);
      const other = await launchBridgeProcess(t, sandbox, environment);
      await until('the other waits', async () => /sync/.test((await other.readyz()).text));
      t.equal((await other.readyz()).status, 503);
      await delay(500);
      t.equal(listings(), 2, 'and lists nothing while the first one lives');
      await doomed.kill();
      const died = Date.now();
      await until('the other is ready', async () => (await other.readyz()).status === 200);
      t.ok(Date.now() - died < SOON_MS, `within ${Date.now() - died} ms`);
      const { body } = await other.scim('GET', '/Users?count=1');
      t.equal(body.totalResults, 251);
    },
  );

  t.test(
    "frozen between GET and PUT until its lock is another one's: it writes nothing",
    { buffered: true },
    async (t) => {
      const { sandbox, people, replicas } = await startPair(t, 1);
      const [frozen, other] = replicas;
      const [id = ''] = people;
      const before = unnamed(sandbox, id);
      const path = `/API/v3/users/${id}`;
      sandbox.fault({ match: { path }, effect: { kind: 'latency', ms: 1_000 } });
      const slow = frozen.scim('PATCH', `/Users/${id}`, rename('Stale'));
      await until('it reads', () => sandbox.calls.some((call) => call.path === path));
      process.kill(frozen.pid, 'SIGSTOP');
      t.teardown(() => process.kill(frozen.pid, 'SIGCONT'));
      const { status } = await other.scim('PATCH', `/Users/${id}`, {
        Operations: [{ op: 'replace', value: { 'name.familyName': 'Newer', title: 'Boss' } }],
      });
      t.equal(status, 200);
      process.kill(frozen.pid, 'SIGCONT');
      const late = await slow;
      t.equal(late.status, 503, 'the IdP is told to come again');
      t.ok(Number(late.headers.get('retry-after')) > 0);
      t.strictSame(unnamed(sandbox, id), { ...before, lastName: 'Newer' }, 'and nothing was written over');
      t.equal((await frozen.scim('PATCH', `/Users/${id}`, rename('Grace'))).status, 200);
      t.strictSame(unnamed(sandbox, id), { ...before, firstName: 'Grace', lastName: 'Newer' });
      t.match((await other.scim('GET', `/Users/${id}`)).body, { title: 'Boss' });
    },
  );

  t.test(
    'sessions that PostgreSQL ends while Qualtrics is asked: no change is lost',
    { buffered: true },
    async (t) => {
      const { sandbox, people, replicas, session } = await startPair(t, 1);
      const [one, other] = replicas;
      const [id = ''] = people;
      const before = unnamed(sandbox, id);
      const path = `/API/v3/users/${id}`;
      sandbox.fault({ match: { path }, effect: { kind: 'latency', ms: 1_500 } });
      const first = one.scim('PATCH', `/Users/${id}`, rename('Grace'));
      await until('it reads', () => sandbox.calls.some((call) => call.path === path));
      await session.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      // A statement may meet a session that has just ended: 503, and the IdP repeats.
      const isNamed = async () =>
        (await other.scim('PATCH', `/Users/${id}`, replace('name.familyName', 'Newer'))).status === 200;
      await until('the other changes the same user', isNamed);
      t.equal((await first).status, 200);
      t.strictSame(unnamed(sandbox, id), { ...before, firstName: 'Grace', lastName: 'Newer' });
      const writes = sandbox.calls.filter((call) => call.path === path).map(({ method }) => method);
      t.strictSame(writes, ['GET', 'PUT', 'GET', 'PUT'], 'one after the other');
    },
  );
}
