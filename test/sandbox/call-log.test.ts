import t from 'tap';
import { ADA, API, start } from './start.ts';

t.test('a call is logged with everything but the credential itself', async (t) => {
  const { sandbox, send } = await start(t);
  await send('PUT', `${API}/users/UR_none?x=1&y=2`, ADA);
  t.equal(sandbox.calls.length, 1);
  t.match(sandbox.calls[0], {
    at: /^\d{4}-\d\d-\d\dT.*Z$/,
    method: 'PUT',
    path: `${API}/users/UR_none`,
    query: { x: '1', y: '2' },
    body: ADA,
    status: 404,
    ms: Number,
    tokenHash: /^[0-9a-f]{8}$/,
    fault: null,
  });
  t.notOk(JSON.stringify(sandbox.calls).includes(sandbox.token));
});

t.test('the hash tells credentials apart and is the same for the same', async (t) => {
  const { sandbox, send } = await start(t, { tokens: ['a', 'b'] });
  for (const token of ['a', 'b', 'a'])
    await send('GET', `${API}/whoami`, undefined, { 'x-api-token': token });
  await send('GET', `${API}/whoami`, undefined, { authorization: 'Bearer a' });
  await send('GET', `${API}/whoami`, undefined, {});
  const [a, b, again, bearer, none] = sandbox.calls.map((call) => call.tokenHash);
  t.ok(a !== b && a === again && a === bearer);
  t.equal(none, null);
});

t.test('the log has a body that is no JSON as text, and none where none was sent', async (t) => {
  const { sandbox, send } = await start(t);
  await fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', body: 'grant_type=x' });
  await send('GET', `${API}/whoami`);
  t.strictSame(
    sandbox.calls.map((call) => call.body),
    ['grant_type=x', undefined],
  );
});

t.test('a call without answer is logged with what hit it', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.fault({ effect: { kind: 'reset-before' } });
  await t.rejects(send('GET', `${API}/whoami`));
  t.match(sandbox.calls[0], { status: null, ms: null, fault: 'reset-before' });
});

t.test('the log keeps the latest calls, leaves out the control, and can be cleared', async (t) => {
  const { sandbox, send } = await start(t, { callLogLimit: 2 });
  for (const path of ['/a', '/b', '/c', '/sandbox/calls']) await send('GET', path);
  t.strictSame(
    sandbox.calls.map((call) => call.path),
    ['/b', '/c'],
  );
  sandbox.clearCalls();
  t.strictSame(sandbox.calls, []);
});
