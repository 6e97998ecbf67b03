import t, { type Test } from 'tap';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect, failureOf } from './connect.ts';
import { envelope, serve } from './serve.ts';

async function setUp(t: Test, options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  t.teardown(() => sandbox.close());
  return { sandbox, ...connect(t, sandbox.url) };
}

for (const dialect of ['recorded', 'seed'] as const) {
  t.test(`${dialect} dialect: a group is created, read, renamed and deleted`, async (t) => {
    const { sandbox, client } = await setUp(t, { dialect });
    const id = await client.groups.create({ name: 'Panel', type: 'GT_team' });
    const divisionId = sandbox.divisions()[0]?.id ?? '';
    sandbox.putGroup({ id, divisionId });
    const group = await client.groups.get(id);
    t.strictSame(group, { id, name: 'Panel', type: 'GT_team', divisionId });
    t.strictSame(await client.groups.list(), [{ id, name: 'Panel' }]);
    sandbox.clearCalls();
    await client.groups.rename(group, 'Panels');
    t.strictSame(
      sandbox.calls.map(({ method, body }) => [method, body]),
      [['PUT', { name: 'Panels', type: 'GT_team', divisionId }]],
    );
    await client.groups.delete(id);
    t.match(await failureOf(client.groups.get(id)), { status: 404 });
  });
}

t.test('a group without a division is renamed without naming one', async (t) => {
  const { sandbox, client } = await setUp(t);
  const { id } = sandbox.putGroup({ name: 'Panel' });
  await client.groups.rename(await client.groups.get(id), 'Panels');
  t.match(sandbox.groups(), [{ id, name: 'Panels', type: 'GT_sandbox', divisionId: null }]);
  t.strictSame(sandbox.calls.at(-1)?.body, { name: 'Panels', type: 'GT_sandbox' });
});

t.test('lists of groups and of members are read to their end', async (t) => {
  const { sandbox, client } = await setUp(t, { users: 5, pageSize: 2 });
  const members = sandbox.users().map(({ id }) => id);
  const { id } = sandbox.putGroup({ members });
  for (let n = 0; n < 4; n++) sandbox.putGroup({});
  t.equal((await client.groups.list()).length, 5);
  t.same(
    (await Array.fromAsync(client.groups.members(id))).map((page) => page.length),
    [2, 2, 2],
  );
  t.same((await Array.fromAsync(client.groups.members(id))).flat(), members);
  t.same(
    sandbox.calls.slice(0, 3).map(({ path }) => path),
    ['/API/v3/groups', '/API/v3/groups', '/API/v3/groups'],
  );
});

t.test('a member is added by id and removed by path', async (t) => {
  const { sandbox, client, events } = await setUp(t, { users: 1 });
  const userId = sandbox.users().at(-1)?.id ?? '';
  const { id } = sandbox.putGroup({});
  await client.groups.addMember(id, userId);
  t.same(sandbox.groups()[0]?.members, [userId]);
  await client.groups.removeMember(id, userId);
  t.same(sandbox.groups()[0]?.members, []);
  t.match(await failureOf(client.groups.removeMember(id, userId)), { code: 'not-found' });
  t.match(await failureOf(client.groups.addMember(id, 'UR_nobody')), { code: 'invalid' });
  t.same(events.map(({ endpoint }) => endpoint).slice(0, 2), [
    'POST /groups/{id}/members',
    'DELETE /groups/{id}/members/{userId}',
  ]);
});

t.test('an id that Qualtrics cannot have given is not found, without a call', async (t) => {
  const { sandbox, client } = await setUp(t);
  t.match(await failureOf(client.groups.get('../users')), { code: 'not-found' });
  t.match(await failureOf(client.groups.addMember('..', 'UR_a')), { code: 'not-found' });
  t.match(await failureOf(client.groups.removeMember('GR_a', 'UR_a/..')), { code: 'not-found' });
  t.equal(sandbox.calls.length, 0);
});

t.test('a group that lacks its id or name cannot be read; members may be named by userId', async (t) => {
  const { url } = await serve(t, (response, { path }) => {
    const elements = path.endsWith('/members') ? [{ userId: 'UR_a' }, { id: 'UR_b' }] : [{ name: 'Panel' }];
    response.setHeader('content-type', 'application/json').end(envelope({ elements, nextPage: null }));
  });
  const { client } = connect(t, url);
  t.match(await failureOf(client.groups.list()), { code: 'malformed' });
  t.same(await Array.fromAsync(client.groups.members('GR_a')), [['UR_a', 'UR_b']]);
});
