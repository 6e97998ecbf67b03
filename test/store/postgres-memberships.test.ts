/** Changes of memberships that meet in PostgreSQL: one comes after the other, and no two wait for each other. */
import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { connectTo, startPostgres } from '../support/postgres.ts';

const TIME = '2026-03-01T10:00:00.000Z';
const WAITING = 'SELECT FROM pg_locks WHERE NOT granted';
/** Who waits for this session. */
const BLOCKED = `${WAITING} AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`;

const postgres = await startPostgres(t);

async function start(t: Test) {
  const url = (await postgres?.newDatabase()) ?? '';
  const store = await openStore(url);
  t.teardown(() => store.close());
  return { store, session: await connectTo(t, url) };
}

if (postgres) {
  t.test('a change of the ledger waits for the one before it and comes later', async (t) => {
    const { store, session } = await start(t);
    const { memberships } = store.connection('acme');
    await memberships.change({ groupId: 'DV_1', add: ['UR_1'], remove: [], due: [] });
    await session.query('BEGIN; UPDATE ledger_changes SET seq = seq + 1');
    const changing = memberships.change({ groupId: 'DV_2', add: ['UR_1'], remove: [], due: [] });
    while ((await session.query(BLOCKED)).rows.length === 0);
    await session.query('COMMIT');
    await changing;
    const seqs = (await memberships.ofUsers(['UR_1'])).get('UR_1')?.map(({ seq }) => seq);
    t.strictSame(seqs, [1, 3]);
  });

  t.test('a move that becomes due again while it is being done begins anew', async (t) => {
    const { store, session } = await start(t);
    const { memberships, dueMoves } = store.connection('acme');
    const due = (from: string) =>
      memberships.change({ groupId: 'DV_1', add: [], remove: [], due: [{ userId: 'UR_1', from: [from] }] });
    await due('DV_1');
    await session.query('BEGIN; DELETE FROM due_moves');
    const changing = due('DV_2');
    while ((await session.query(BLOCKED)).rows.length === 0);
    await session.query('COMMIT');
    await changing;
    t.strictSame(await dueMoves.get('UR_1'), { userId: 'UR_1', from: ['DV_2'], since: 2, seq: 2 });
  });

  t.test('a user who is removed amid a change of the ledger does not lock it out', async (t) => {
    const { store, session } = await start(t);
    const { memberships, dueMoves } = store.connection('acme');
    const [both, from] = [['UR_1', 'UR_2'], ['DV_1']];
    const due = both.map((userId) => ({ userId, from }));
    await memberships.change({ groupId: 'DV_1', add: both, remove: [], due });
    await session.query(`BEGIN; UPDATE due_moves SET since = since WHERE user_id = 'UR_2'`);
    const changing = memberships.change({ groupId: 'DV_1', add: [], remove: both, due });
    while ((await session.query(BLOCKED)).rows.length === 0);
    const removing = memberships.removeUser('UR_1');
    while ((await session.query(WAITING)).rows.length < 2);
    await session.query('COMMIT');
    await t.resolves(Promise.all([changing, removing]));
    t.strictSame(await dueMoves.among(both), ['UR_2']);
    t.equal((await memberships.ofUsers(['UR_1'])).size, 0);
  });

  t.test('a membership that is done amid a change of its group does not lock it out', async (t) => {
    const { store, session } = await start(t);
    const { groups, groupMembers, dueMembers } = store.connection('acme');
    await groups.put({ id: 'GR_1', target: 'group', displayName: 'G', created: TIME, lastModified: TIME });
    const due = ['UR_2', 'UR_1'];
    await groupMembers.change({ groupId: 'GR_1', named: due, seen: [], remove: [], due });
    const first = await dueMembers.get('GR_1', 'UR_1');
    await session.query(`BEGIN; UPDATE due_members SET seq = seq WHERE user_id = 'UR_2'`);
    const changing = groupMembers.change({ groupId: 'GR_1', named: [], seen: [], remove: due, due });
    while ((await session.query(BLOCKED)).rows.length === 0);
    const ending = first ? dueMembers.done(first) : t.fail('is due');
    while ((await session.query(WAITING)).rows.length < 2);
    await session.query('COMMIT');
    await t.resolves(Promise.all([changing, ending]));
    t.strictSame((await dueMembers.among('GR_1', due)).toSorted(), ['UR_1', 'UR_2'], 'due anew');
  });
}
