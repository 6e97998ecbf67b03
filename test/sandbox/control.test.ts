import t from 'tap';
import * as z from 'zod';
import { SandboxInputError, startSandbox } from '../../src/sandbox/sandbox.ts';
import { ADA, API, start } from './start.ts';

t.test('over HTTP, users are read, put, generated and removed past every rule of the API', async (t) => {
  const { sandbox, send } = await start(t);
  const user = { username: 'no address', status: 'locked', divisionId: 'DV_gone' };
  t.match(await send('PUT', '/sandbox/users/UR_x', user), { status: 200, body: { id: 'UR_x', ...user } });
  t.match(await send('PUT', '/sandbox/users/UR_x', { status: 'active' }), {
    body: { ...user, status: 'active' },
  });
  t.match(await send('GET', '/sandbox/users/UR_x'), { status: 200, body: { ...user, status: 'active' } });
  t.match(await send('POST', '/sandbox/users', { count: 3 }), { status: 200, body: { length: 3 } });
  t.strictSame((await send('GET', '/sandbox/users')).body, sandbox.users());
  t.match(await send('DELETE', '/sandbox/users/UR_x'), { status: 200 });
  t.match(await send('DELETE', '/sandbox/users/UR_x'), { status: 404 });
  t.match(await send('GET', '/sandbox/users/UR_x'), { status: 404 });
  t.equal(sandbox.users().length, 4);
});

t.test('over HTTP, divisions are listed, put and removed', async (t) => {
  const { sandbox, send } = await start(t, { divisions: [] });
  t.match(await send('PUT', '/sandbox/divisions/DV_x', { name: 'Sales' }), { status: 200 });
  t.match(await send('GET', '/sandbox/divisions'), {
    body: [{ id: 'DV_x', name: 'Sales', status: 'Active' }],
  });
  t.match(await send('GET', `${API}/divisions/DV_x`), { body: { result: { name: 'Sales' } } });
  t.match(await send('DELETE', '/sandbox/divisions/DV_x'), { status: 200 });
  t.strictSame(sandbox.divisions(), []);
});

t.test('over HTTP, options change while it runs, those of the start do not', async (t) => {
  const { sandbox, send } = await start(t);
  t.match(await send('PATCH', '/sandbox/options', { putMode: 'merge' }), {
    status: 200,
    body: { putMode: 'merge' },
  });
  t.equal(sandbox.options.putMode, 'merge');
  for (const change of [{ dialect: 'seed' }, { putMode: 'odd' }, { colour: 'red' }, { pageSize: 0 }]) {
    t.match(await send('PATCH', '/sandbox/options', change), { status: 400, body: { error: String } });
  }
  t.match(await send('GET', '/sandbox/options'), { body: { putMode: 'merge', dialect: 'recorded' } });
});

t.test('over HTTP, faults are scripted, listed and cleared, calls are read and cleared', async (t) => {
  const { sandbox, send } = await start(t);
  const script = {
    match: { method: 'GET', path: `${API}/users/*` },
    effect: { kind: 'status', status: 503 },
  };
  t.match(await send('POST', '/sandbox/faults', script), {
    status: 200,
    body: { id: 1, hits: 0, ...script },
  });
  t.match(await send('GET', `${API}/users/UR_x`), { status: 503 });
  t.match(await send('POST', '/sandbox/faults', { effect: { kind: 'reset-after' } }), { status: 200 });
  t.match(await send('GET', '/sandbox/faults'), { body: [{ effect: { kind: 'reset-after' } }] });
  t.match(await send('DELETE', '/sandbox/faults'), { status: 200 });
  t.strictSame(sandbox.faults, []);
  t.match(await send('GET', '/sandbox/calls'), {
    body: [{ method: 'GET', path: `${API}/users/UR_x`, status: 503 }],
  });
  t.match(await send('DELETE', '/sandbox/calls'), { status: 200 });
  t.strictSame(sandbox.calls, []);
});

t.test('over HTTP, what cannot be is a 400 with the reason, what is not there a 404', async (t) => {
  const { sandbox, send } = await start(t);
  const wrong: [string, string, unknown][] = [
    ['POST', '/sandbox/faults', { effect: { kind: 'earthquake' } }],
    ['POST', '/sandbox/faults', { effect: { kind: 'status', status: 200 } }],
    ['POST', '/sandbox/faults', { match: { path: 7 }, effect: { kind: 'reset-before' } }],
    ['POST', '/sandbox/users', { count: 0 }],
    ['PUT', '/sandbox/users/UR_x', { colour: 'red' }],
    ['PUT', '/sandbox/users/%ZZ', {}],
    ['PUT', '/sandbox/divisions/DV_x', { name: null }],
    ['PATCH', '/sandbox/options', []],
  ];
  for (const [method, path, body] of wrong) {
    t.match(await send(method, path, body), { status: 400, body: { error: /./ } }, `${method} ${path}`);
  }
  const text = await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: '{' });
  t.equal(text.status, 400);
  for (const path of ['/sandbox/nothing', '/sandbox/users/UR_x/more', '/sandbox/constructor']) {
    t.match(await send('GET', path), { status: 404 }, path);
  }
  t.match(await send('GET', '/sandbox'), {
    status: 200,
    body: { brandId: 'sandbox', ownerId: sandbox.ownerId },
  });
});

const tokenSchema = z.object({ access_token: z.string() });

t.test('over HTTP, access tokens are revoked', async (t) => {
  const { sandbox, send } = await start(t);
  const granted = await fetch(`${sandbox.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('sandbox-client:sandbox-secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const headers = { authorization: `Bearer ${tokenSchema.parse(await granted.json()).access_token}` };
  t.match(await send('GET', `${API}/whoami`, undefined, headers), { status: 200 });
  t.match(await send('DELETE', '/sandbox/tokens'), { status: 200 });
  t.match(await send('GET', `${API}/whoami`, undefined, headers), { status: 401 });
});

t.test('what the sandbox hands out are copies', async (t) => {
  const { sandbox } = await start(t);
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  const [ada] = [sandbox.user('UR_ada')];
  if (ada) ada.status = 'gone';
  t.equal(sandbox.user('UR_ada')?.status, 'active');
});

t.test('options that cannot be are all named at once', async (t) => {
  const wrong = { port: -1, pageSize: 0, host: '', users: 1.5 };
  const error = await startSandbox(wrong).catch((reason: unknown) => reason);
  t.ok(error instanceof SandboxInputError);
  t.match(error, { code: 'SANDBOX_OPTIONS', problems: { length: 4 } });
  t.match(error, { message: /port: .*pageSize: /s });
  t.match(error, { message: /host: / });
});

t.test('ids and requests are the same for the same seed', async (t) => {
  const { sandbox: one } = await start(t, { seed: 7 });
  const { sandbox: same } = await start(t, { seed: 7 });
  const { sandbox: other } = await start(t, { seed: 8 });
  t.equal(one.ownerId, same.ownerId);
  t.strictSame(
    one.divisions().map(({ id }) => id),
    same.divisions().map(({ id }) => id),
  );
  t.not(one.ownerId, other.ownerId);
});
