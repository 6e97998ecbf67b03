import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { values } from '../scim/groups/people.ts';
import { startBridgeProcess } from '../support/bridge-process.ts';
import { until } from '../support/until.ts';

const MEMBERS = 2_000;

t.test(
  `killed in the middle of a PUT of ${MEMBERS} members, the bridge ends it after its next start`,
  async (t) => {
    const sandbox = await startSandbox({ users: MEMBERS + 50, divisions: [], callLogLimit: 50_000 });
    t.teardown(() => sandbox.close());
    const people = sandbox.users().flatMap(({ id }) => (id === sandbox.ownerId ? [] : id));
    const [come, go] = [people.slice(50), people.slice(0, 50)];
    const environment = { DATABASE_URL: `sqlite:${t.testdir()}/bridge.db` };
    const first = await startBridgeProcess(t, sandbox, environment);
    const { body: group } = await first.scim('POST', '/Groups', {
      displayName: 'Sales',
      members: values(go),
    });
    const before = sandbox.users();
    sandbox.clearCalls();

    const moves = () => sandbox.calls.filter(({ method }) => method === 'PUT').length;
    const body = { displayName: 'Sales', members: values(come) };
    const answer = first.scim('PUT', `/Groups/${group.id}`, body).catch(() => undefined);
    await until('some hundred moves are made', () => moves() > 300);
    await first.kill();
    t.equal(await answer, undefined, 'the IdP heard nothing');
    const isIn = (id: string) => sandbox.user(id)?.divisionId === group.id;
    const made = come.filter(isIn).length;
    t.ok(made > 200 && made < MEMBERS, `${made} moves were made`);

    const second = await startBridgeProcess(t, sandbox, environment);
    await until('the others are made too', () => come.every(isIn) && !go.some(isIn));
    const { body: after } = await second.scim('GET', `/Groups/${group.id}`);
    t.same(after.members.length, MEMBERS);
    sandbox.clearCalls();
    t.equal((await second.scim('PUT', `/Groups/${group.id}`, body)).status, 200);
    t.equal(moves(), 0, 'and the IdP may repeat it');
    t.same(
      sandbox.users(),
      before.map((user) => {
        if (come.includes(user.id)) return { ...user, divisionId: group.id };
        return go.includes(user.id) ? { ...user, divisionId: null } : user;
      }),
      'nothing else of anybody has changed',
    );
  },
);

t.test('killed before a PUT is recorded, the bridge has changed nothing', async (t) => {
  const sandbox = await startSandbox({ users: 20, divisions: [] });
  t.teardown(() => sandbox.close());
  const people = sandbox.users().flatMap(({ id }) => (id === sandbox.ownerId ? [] : id));
  const environment = { DATABASE_URL: `sqlite:${t.testdir()}/bridge.db` };
  const first = await startBridgeProcess(t, sandbox, environment);
  const { body: group } = await first.scim('POST', '/Groups', { displayName: 'Sales' });
  const before = sandbox.users();
  // Qualtrics is asked about a member who is not in the index, and does not answer.
  const fresh = 'UR_unheard';
  sandbox.fault({ match: { path: `/API/v3/users/${fresh}` }, effect: { kind: 'timeout' } });
  const body = { displayName: 'Sales', members: values([...people, fresh]) };
  const answer = first.scim('PUT', `/Groups/${group.id}`, body).catch(() => undefined);
  await until('Qualtrics is asked', () => sandbox.calls.some(({ path }) => path.endsWith(fresh)));
  await first.kill();
  await answer;
  const second = await startBridgeProcess(t, sandbox, environment);
  t.equal((await second.scim('GET', `/Groups/${group.id}`)).body.members, undefined);
  t.same(sandbox.users(), before);
});
