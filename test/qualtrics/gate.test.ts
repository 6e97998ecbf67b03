import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect } from './connect.ts';

/** More than are ever served before a read whose turn has come. */
const ENOUGH = 1_000;

t.test('background work of a class does not hold up who reads in that class', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const { client } = connect(t, sandbox.url, { concurrency: 4 });
  const me = await client.whoami();
  const draft = { type: 'employeeGroup', name: 'Staff', divisionId: null };
  const groupId = await client.groups.create(draft);
  sandbox.clearCalls();

  // The brand always has an interactive call before those in the background.
  const warm = Promise.withResolvers<void>();
  let isRead = false;
  const callers = Array.from({ length: 30 }, async () => {
    while (!isRead && sandbox.calls.length < ENOUGH) {
      await client.users.get(sandbox.ownerId);
      if (sandbox.calls.length > ENOUGH / 4) warm.resolve();
    }
  });
  const adds = Array.from({ length: 100 }, () =>
    client.groups.addMember(groupId, me.userId, { lane: 'background' }).catch(() => {}),
  );
  await warm.promise;
  const asked = sandbox.calls.length;
  await client.groups.get(groupId);
  isRead = true;
  await Promise.all([...callers, ...adds]);

  const order = sandbox.calls.map(({ method, path }) => `${method} ${path}`);
  const read = order.indexOf(`GET /API/v3/groups/${groupId}`);
  // The other callers are before it, and of the background every twentieth.
  t.ok(read - asked < 40, `${read - asked} calls came before it`);
  t.ok(
    order.lastIndexOf(`POST /API/v3/groups/${groupId}/members`) > read,
    'and others were still to be added',
  );
});
