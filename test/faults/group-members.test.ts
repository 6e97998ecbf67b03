import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { AS_GROUPS, upstreamMembers } from '../scim/groups/as-groups.ts';
import { add, patchGroup, peopleOf, pushGroup, remove, values } from '../scim/groups/people.ts';
import { startBridge } from '../support/bridge.ts';
import { startBridgeProcess } from '../support/bridge-process.ts';
import { until } from '../support/until.ts';

const MEMBERS = 2_000;

t.test(`killed amid ${MEMBERS} members of a group of Qualtrics' own, the bridge ends it later`, async (t) => {
  const sandbox = await startSandbox({ users: MEMBERS + 50, callLogLimit: 50_000 });
  t.teardown(() => sandbox.close());
  const people = sandbox.users().flatMap(({ id }) => (id === sandbox.ownerId ? [] : id));
  const [come, go] = [people.slice(50), people.slice(0, 50)];
  const environment = { ...AS_GROUPS, DATABASE_URL: `sqlite:${t.testdir()}/bridge.db` };
  const first = await startBridgeProcess(t, sandbox, environment);
  const body = { displayName: 'Panel', members: values(go) };
  const { body: group } = await first.scim('POST', '/Groups', body);
  const before = sandbox.users();
  sandbox.clearCalls();

  const written = () => sandbox.calls.filter(({ method }) => method !== 'GET').length;
  const after = { displayName: 'Panel', members: values(come) };
  const answer = first.scim('PUT', `/Groups/${group.id}`, after).catch(() => undefined);
  await until('some hundred are told', () => written() > 300);
  await first.kill();
  t.equal(await answer, undefined, 'the IdP heard nothing');
  t.ok(written() < MEMBERS, `${written()} were told`);

  const second = await startBridgeProcess(t, sandbox, environment);
  const expected = come.toSorted();
  const isDone = () => sandbox.groups()[0]?.members.length === MEMBERS;
  await until('the others are told too', isDone);
  t.same(upstreamMembers({ sandbox }, group.id), expected);
  sandbox.clearCalls();
  t.equal((await second.scim('PUT', `/Groups/${group.id}`, after)).status, 200);
  t.equal(written(), 0, 'and the IdP may repeat it');
  t.same(sandbox.users(), before, 'nothing of anybody has changed');
});

const FAULTS = {
  'an outage': { kind: 'status', status: 503 },
  'a lost answer': { kind: 'reset-after' },
  'a limit': { kind: 'status', status: 429, retryAfter: 1 },
} as const;

for (const [title, effect] of Object.entries(FAULTS)) {
  t.test(`${title} on the way to one member is overcome`, async (t) => {
    const bridge = await startBridge(t, { users: 2 }, AS_GROUPS);
    const [ada = '', bo = ''] = peopleOf(bridge);
    const id = await pushGroup(bridge, 'Panel', [ada]);
    const path = new RegExp(`/groups/${id}/members`);
    bridge.sandbox.fault({ match: { path, method: 'POST' }, effect });
    t.equal((await patchGroup(bridge, id, add(bo))).status, 204);
    bridge.sandbox.fault({ match: { path, method: 'DELETE' }, effect });
    t.equal((await patchGroup(bridge, id, remove(ada))).status, 204);
    t.same(upstreamMembers(bridge, id), [bo]);
  });
}

t.test('somebody who is there already is no failure, whatever Qualtrics says to it', async (t) => {
  const bridge = await startBridge(t, { users: 2, pageSize: 1 }, AS_GROUPS);
  const [ada = '', bo = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Panel');
  const refusal = (status: number) =>
    bridge.sandbox.fault({
      match: { path: new RegExp(`/groups/${id}/members$`), method: 'POST' },
      effect: { kind: 'status', status, errorCode: 'SANDBOX_X' },
    });
  bridge.sandbox.putGroup({ id, members: [ada, bo] });
  for (const status of [400, 409]) {
    refusal(status);
    t.equal((await patchGroup(bridge, id, add(status === 400 ? ada : bo))).status, 204, `${status}`);
  }
  bridge.sandbox.putGroup({ id, members: [] });
  await patchGroup(bridge, id, remove(ada));
  refusal(400);
  const answer = await patchGroup(bridge, id, add(ada));
  t.match(answer, { status: 400, body: { detail: /memberships are recorded.*again/ } });
  t.equal((await patchGroup(bridge, id, add(ada))).status, 204, 'and the IdP may repeat it');
  t.same(upstreamMembers(bridge, id), [ada]);
});
