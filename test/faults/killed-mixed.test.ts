import t, { type Test } from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type BridgeProcess, startBridgeProcess } from '../support/bridge-process.ts';
import { startPostgres } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { endOf, live, livesOf, personOf, type Send } from './mixed-operations.ts';

const USERS = 50;
const GROUPS = 4;
const OPERATIONS = 400;
const AT_A_TIME = 8;
const SEED = 20_261_122;

// What a dead process was at is kept for it for 20 s on PostgreSQL, so that nothing of it lands in the next one's turn. The
// other test runs meanwhile.
t.setTimeout(300_000);
t.jobs = 2;

const postgres = await startPostgres(t);

/** Killed when so many operations are done. */
async function prove(t: Test, databaseUrl: string, points: readonly number[]): Promise<void> {
  const sandbox = await startSandbox({ users: 5, divisions: [], latencyMs: 3 });
  t.teardown(() => sandbox.close());
  const strangers = sandbox.users();
  const environment = { DATABASE_URL: databaseUrl };
  let bridge: BridgeProcess = await startBridgeProcess(t, sandbox, environment);
  const send: Send = (method, path, body) => bridge.scim(method, path, body);
  const groupIds: string[] = [];
  for (let group = 0; group < GROUPS; group++) {
    groupIds.push((await send('POST', '/Groups', { displayName: `Group ${group}` })).body.id);
  }

  const lives = livesOf(SEED, USERS, GROUPS);
  const waiting = [...lives];
  const ids = new Map<string, string>();
  let done = 0;
  const worker = async () => {
    for (let life = waiting.shift(); life; life = waiting.shift()) {
      ids.set(life.userName, await live(life, groupIds, send, () => done++));
    }
  };
  const idp = Promise.all(Array.from({ length: AT_A_TIME }, worker));
  for (const point of points) {
    await Promise.race([until(`${point} operations are done`, () => done >= point), idp]);
    t.ok(done < OPERATIONS, `killed after ${done} of ${OPERATIONS} operations`);
    await bridge.kill();
    bridge = await startBridgeProcess(t, sandbox, environment);
  }
  await idp;
  t.equal(done, OPERATIONS);

  for (const life of lives) {
    const id = ids.get(life.userName) ?? '';
    const { groups, ...end } = endOf(life);
    const { body } = await send('GET', `/Users/${id}`);
    const { groups: found, ...person } = personOf(body, groupIds);
    t.strictSame(person, end, `${life.userName} is as the IdP wants them`);
    t.strictSame([...found].sort(), [...groups].sort(), 'and in those groups');
    const account = sandbox.user(id);
    const last = groups.at(-1);
    t.equal(account?.divisionId, last === undefined ? null : groupIds[last], 'in the division joined last');
    t.equal(account?.status, end.active ? 'active' : 'disabled');
    t.equal(account?.lastName, end.familyName);
  }
  t.equal(sandbox.users().length, strangers.length + USERS, 'nobody was made twice');
  for (const stranger of strangers)
    t.strictSame(sandbox.user(stranger.id), stranger, 'nor anybody else changed');
}

t.test(
  `killed again and again during ${OPERATIONS} operations, on SQLite: the end is the intended one`,
  { buffered: true },
  (t) => prove(t, `sqlite:${t.testdir()}/bridge.db`, [60, 170, 290]),
);

if (postgres) {
  t.test('the same on PostgreSQL', { buffered: true }, async (t) =>
    prove(t, await postgres.newDatabase(), [170]),
  );
}
