import t, { type Test } from 'tap';
import { buildApp } from '../src/app.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { createLogger } from '../src/ops/logger.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { differences, type Operation, operations } from './openapi-document.ts';
import { environmentFor } from './support/brand.ts';
import { type Answer, send, startBridge } from './support/bridge.ts';

/** Operations with the statuses that a bridge has answered. */
const seen = new Set<string>();

function conforms(t: Test, operation: Operation, answer: Answer, status: number): void {
  seen.add(`${operation.name} ${answer.status}`);
  t.equal(answer.status, status, operation.name, { answer: answer.text });
  t.strictSame(differences(operation, answer), [], `${operation.name} ${status} is as documented`);
}

function operation(name: string): Operation {
  const found = operations.find((each) => each.name === name);
  if (!found) throw new Error(`${name} is not in openapi.yaml`);
  return found;
}

function isSilent({ responses }: Operation): boolean {
  return responses[204] !== undefined;
}

t.test('what is made, read, changed and deleted is answered as documented', async (t) => {
  const { call, at } = await prepared(t);
  for (const each of operations.filter(({ responses }) => responses[200])) {
    // Where nothing comes back otherwise, it does for who asks for attributes.
    const query = isSilent(each) ? '?attributes=displayName' : '';
    conforms(t, each, await call(each.method, `${at(each.path)}${query}`, each.example), 200);
  }
  const plain = await call('GET', '/scim/v2/Users', undefined, { accept: 'application/json' });
  conforms(t, operation('GET /scim/v2/Users'), plain, 200);
  for (const each of operations.filter(({ responses }) => responses[204])) {
    conforms(t, each, await call(each.method, at(each.path), each.example), 204);
  }
});

t.test('what is wrong with a request is answered as documented', async (t) => {
  const { call, at } = await prepared(t);
  for (const each of operations) {
    const { method, path, example, responses } = each;
    const anonymous = { authorization: '' };
    const text = { 'content-type': 'text/plain' };
    if (responses[401]) conforms(t, each, await call(method, at(path), example, anonymous), 401);
    if (responses[404]) conforms(t, each, await call(method, at(path, 'nobody'), example), 404);
    if (responses[413]) conforms(t, each, await call(method, at(path), 'x'.repeat(5000)), 413);
    if (responses[415]) conforms(t, each, await call(method, at(path), 'x', text), 415);
    if (responses[501]) conforms(t, each, await call(method, at(path)), 501);
    if (!responses[400]) continue;
    if (path.includes('{id}')) conforms(t, each, await call(method, at(path, '%ZZ')), 400);
    else if (method === 'GET') conforms(t, each, await call(method, `${path}?filter=x`), 400);
    else conforms(t, each, await call(method, path, '{'), 400);
  }
});

t.test('a name that is taken is answered as documented', async (t) => {
  const { call, at, owner } = await prepared(t);
  for (const each of operations.filter(({ responses }) => responses[201])) {
    conforms(t, each, await call('POST', each.path, each.example), 409);
  }
  await call('POST', '/scim/v2/Groups', { displayName: 'Marketing' });
  for (const [path, name] of [
    ['/scim/v2/Users/{id}', { userName: owner.username }],
    ['/scim/v2/Groups/{id}', { displayName: 'Marketing' }],
  ] as const) {
    const patch = { Operations: [{ op: 'replace', value: name }] };
    conforms(t, operation(`PUT ${path}`), await call('PUT', at(path), name), 409);
    conforms(t, operation(`PATCH ${path}`), await call('PATCH', at(path), patch), 409);
  }
});

t.test('a change of the account that the bridge works with is answered as documented', async (t) => {
  const { call, at, owner } = await prepared(t);
  const path = '/scim/v2/Users/{id}';
  const put = { userName: owner.username, active: false };
  const patch = { Operations: [{ op: 'replace', path: 'active', value: false }] };
  conforms(t, operation(`PUT ${path}`), await call('PUT', at(path, owner.id), put), 403);
  conforms(t, operation(`PATCH ${path}`), await call('PATCH', at(path, owner.id), patch), 403);
  conforms(t, operation(`DELETE ${path}`), await call('DELETE', at(path, owner.id)), 403);
});

t.test('a group that may not become a division is refused as documented', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_GROUP_CREATE: 'deny' });
  const create = operation('POST /scim/v2/Groups');
  conforms(t, create, await bridge.scim('POST', '/Groups', create.example), 403);
});

t.test('while Qualtrics fails, every answer is as documented', async (t) => {
  // Nothing can be answered before the brand's id is known.
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 401 } });
  const environment = environmentFor(sandbox, { QUALTRICS_USERNAME_SUFFIX: 'auto' });
  const origin = await startApp(t, environment, (store) => store);
  for (const [upstream, status] of [
    [401, 502],
    [429, 429],
    [503, 503],
  ] as const) {
    sandbox.clearFaults();
    sandbox.fault({
      match: { times: 'always' },
      effect: { kind: 'status', status: upstream, retryAfter: 0 },
    });
    for (const each of operations.filter(({ path }) => /\/(Users|Groups)\b/.test(path))) {
      const answer = await send(origin + each.path.replace('{id}', 'x'), each.method, each.example);
      conforms(t, each, answer, status);
    }
  }
  const ready = await send(`${origin}/readyz`, 'GET');
  conforms(t, operation('GET /readyz'), ready, 503);
});

t.test('a bug is answered as documented', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const bug = () => {
    throw new TypeError('a bug');
  };
  const withBug = (store: Store): Store => ({
    ...store,
    connection(name) {
      const own = store.connection(name);
      return { ...own, groups: { ...own.groups, count: bug } };
    },
  });
  const origin = await startApp(t, environmentFor(sandbox), withBug);
  conforms(t, operation('GET /scim/v2/Groups'), await send(`${origin}/scim/v2/Groups`, 'GET'), 500);
});

t.test('each documented status was answered, but for what takes a bug', async (t) => {
  const documented = operations.flatMap(({ name, responses }) =>
    Object.keys(responses).map((status) => `${name} ${status}`),
  );
  t.strictSame(
    documented.filter((each) => !seen.has(each) && !each.endsWith(' 500')),
    [],
  );
});

/** A bridge with people in divisions, and the user and the group of the document's examples. */
async function prepared(t: Test) {
  const { origin, sandbox } = await startBridge(t, { users: 5 }, { SCIM_BODY_LIMIT_BYTES: '4096' });
  const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    send(`${origin}${path}`, method, body, headers);
  const ids = new Map<string, string>([
    ['/scim/v2/Schemas/{id}', 'urn:ietf:params:scim:schemas:core:2.0:User'],
    ['/scim/v2/ResourceTypes/{id}', 'User'],
  ]);
  for (const each of operations.filter(({ responses }) => responses[201])) {
    const made = await call('POST', each.path, each.example);
    conforms(t, each, made, 201);
    ids.set(`${each.path}/{id}`, made.body.id);
  }
  return {
    call,
    /** The path of an operation with its {id} filled in. */
    at: (path: string, id = ids.get(path)) => path.replace('{id}', id ?? ''),
    owner: { id: sandbox.ownerId, username: sandbox.user(sandbox.ownerId)?.username },
  };
}

/** A bridge that need not be ready; returns its origin. */
async function startApp(
  t: Test,
  environment: NodeJS.ProcessEnv,
  change: (store: Store) => Store,
): Promise<string> {
  const config = loadConfig(environment);
  const { server } = await buildApp(config, {
    openStore: async (databaseUrl) => change(await openStore(databaseUrl)),
    logger: createLogger(config.logLevel),
    version: 'test',
  });
  t.teardown(() => server.close());
  await server.listen({ host: config.host, port: config.port });
  return server.listeningOrigin;
}
