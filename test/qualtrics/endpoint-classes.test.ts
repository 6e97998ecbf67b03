import t from 'tap';
import { classOf } from '../../src/qualtrics/endpoint-classes.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect } from './connect.ts';

t.test('each endpoint is in the class that Qualtrics counts it in', async (t) => {
  const classes = {
    'GET /groups': 'groups',
    'POST /groups': 'groups',
    'GET /groups/{id}': 'groups',
    'PUT /groups/{id}': 'groups',
    'DELETE /groups/{id}': 'groups',
    'POST /groups/{id}/members': 'groups',
    'GET /groups/{id}/members': 'group-members',
    'DELETE /groups/{id}/members/{userId}': undefined,
    'GET /users': undefined,
    'PUT /users/{id}': undefined,
    'GET /divisions/{id}': undefined,
    'GET /whoami': undefined,
  };
  for (const [endpoint, name] of Object.entries(classes)) t.equal(classOf(endpoint)?.name, name, endpoint);
});

t.test('groups keep to their own ceiling and use it, and hold nobody else up', async (t) => {
  const rateLimit = { perMinute: 2_000, minuteMs: 4_000, perEndpoint: { groups: 400 } };
  const sandbox = await startSandbox({ rateLimit });
  t.teardown(() => sandbox.close());
  // 95 % of what the brand allows, so 95 % of what its groups are allowed.
  const { client, events } = connect(t, sandbox.url, { rateLimitPerMinute: 28_500 });
  await client.whoami();
  sandbox.setOptions({});
  sandbox.clearCalls();
  const groups = Promise.all(Array.from({ length: 600 }, () => client.groups.list()));
  await Promise.all(Array.from({ length: 50 }, () => client.users.get(sandbox.ownerId)));
  t.ok(client.state().limiter.waiting.interactive > 500, 'the groups still wait');
  await groups;
  t.ok(
    events.every(({ outcome }) => outcome === 'ok'),
    'never a 429',
  );
  const times = sandbox.calls.filter(({ path }) => path.endsWith('/groups')).map(({ at }) => Date.parse(at));
  const used = ((times.length - 1) * 4_000) / (Math.max(...times) - Math.min(...times)) / (0.95 * 400);
  // Usually 0.98; but a busy machine delays.
  t.ok(used > 0.6, `${used} of their ceiling`);
});

t.test('a 429 to a call of groups holds the groups back and nobody else', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const { client } = connect(t, sandbox.url);
  sandbox.fault({
    match: { path: '/API/v3/groups' },
    effect: { kind: 'status', status: 429, retryAfter: 1 },
  });
  const listed = client.groups.list();
  while (client.state().limiter.pauses === 0) await client.whoami();
  t.equal(client.state().limiter.allowed, 1, 'the brand goes on as before');
  await client.users.get(sandbox.ownerId);
  await listed;
  const [refused = 0, again = 0] = sandbox.calls
    .filter(({ path }) => path.endsWith('/groups'))
    .map(({ at }) => Date.parse(at));
  t.ok(again - refused >= 990);
});
