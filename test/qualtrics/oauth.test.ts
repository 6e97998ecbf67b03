import t, { type Test } from 'tap';
import { createHttp } from '../../src/qualtrics/http.ts';
import { createOAuthCredentials } from '../../src/qualtrics/oauth.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect, failureOf } from './connect.ts';
import { serve } from './serve.ts';

const oauth = (clientSecret = 'sandbox-secret') => ({
  credentials: {
    kind: 'oauth' as const,
    clientId: 'sandbox-client',
    clientSecret: () => clientSecret,
    scope: 'read:users write:users',
  },
});
const TOKEN_PATH = '/oauth2/token';

async function sandboxFor(t: Test, options = {}) {
  const sandbox = await startSandbox(options);
  t.teardown(() => sandbox.close());
  const renewals = () => sandbox.calls.filter((call) => call.path === TOKEN_PATH).length;
  return { sandbox, renewals };
}

t.test('many calls at once ask for one token', async (t) => {
  const { sandbox, renewals } = await sandboxFor(t);
  const { client, events } = connect(t, sandbox.url, oauth());
  await Promise.all(Array.from({ length: 8 }, () => client.whoami()));
  await client.whoami();
  t.equal(renewals(), 1);
  t.match(events[0], { endpoint: 'POST /oauth2/token', outcome: 'ok', status: 200 });
});

t.test('a 401 renews the token once, for writes too', async (t) => {
  const { sandbox, renewals } = await sandboxFor(t);
  const { client } = connect(t, sandbox.url, oauth());
  const owner = await client.users.get(sandbox.ownerId);
  sandbox.revokeAccessTokens();
  await client.users.replace(owner, { ...owner, firstName: 'Renewed' });
  t.equal(sandbox.user(sandbox.ownerId)?.firstName, 'Renewed');
  t.equal(renewals(), 2);

  sandbox.fault({ match: { path: '/API/v3/*', times: 'always' }, effect: { kind: 'status', status: 401 } });
  t.match(await failureOf(client.whoami()), { code: 'credential', status: 401 });
  t.equal(renewals(), 3, 'not again and again');
});

t.test('calls that are refused together renew once', async (t) => {
  const { sandbox, renewals } = await sandboxFor(t);
  const { client } = connect(t, sandbox.url, oauth());
  await client.whoami();
  sandbox.revokeAccessTokens();
  await Promise.all(Array.from({ length: 8 }, () => client.whoami()));
  t.equal(renewals(), 2);
});

t.test('a refused client is a credential error, an outage of the token endpoint an outage', async (t) => {
  const { sandbox } = await sandboxFor(t);
  const wrong = connect(t, sandbox.url, oauth('wrong'));
  t.match(await failureOf(wrong.client.whoami()), { code: 'credential', endpoint: 'POST /oauth2/token' });

  const { client } = connect(t, sandbox.url, oauth());
  const outage = { path: TOKEN_PATH, times: 'always' } as const;
  const fault = sandbox.fault({ match: outage, effect: { kind: 'status', status: 503 } });
  const before = { id: 'UR_1', username: 'a@example.com' };
  const failed = await failureOf(client.users.replace(before, before));
  t.match(failed, { code: 'unavailable', status: 503, mayHaveLanded: false }, 'the write was never sent');
  fault.cancel();
  t.ok(await client.whoami());
});

t.test('a write whose caller gives up while the token is asked for has not been done', async (t) => {
  const { sandbox } = await sandboxFor(t);
  const { client } = connect(t, sandbox.url, { ...oauth(), timeoutMs: 1000 });
  sandbox.fault({ match: { path: TOKEN_PATH }, effect: { kind: 'timeout' } });
  const failed = await failureOf(client.users.delete('UR_1', { signal: AbortSignal.timeout(50) }));
  t.match(failed, { code: 'timeout', mayHaveLanded: false, endpoint: 'DELETE /users/{id}' });
});

t.test('answers of the token endpoint that are not what RFC 6749 says', async (t) => {
  const answers: [status: number, body: string, code: string][] = [
    [200, '{"token_type":"bearer"}', 'malformed'],
    [200, '{"access_token":"a\\nb"}', 'malformed'],
    [200, '{"result":{}}', 'malformed'],
    [200, '<html></html>', 'unavailable'],
    [403, '<html></html>', 'unavailable'],
    [404, '', 'unavailable'],
    [400, '{"error":"invalid_scope"}', 'credential'],
    [429, '', 'limited'],
  ];
  for (const [status, body, code] of answers) {
    const { url } = await serve(t, (response) => response.writeHead(status).end(body));
    const { client } = connect(t, url, oauth());
    const before = { id: 'UR_1', username: 'a@example.com' };
    t.equal((await failureOf(client.users.replace(before, before))).code, code, `${status} ${body}`);
  }
});

t.test('the request is that of RFC 6749 4.4, and the token goes as a bearer token', async (t) => {
  const { url, received } = await serve(t, (response, { path }) => {
    const whoami = { result: { userId: 'UR_1', userName: 'a', brandId: 'b' }, meta: {} };
    response.end(JSON.stringify(path === TOKEN_PATH ? { access_token: 'T1', expires_in: 3600 } : whoami));
  });
  await connect(t, url, oauth()).client.whoami();
  t.match(received[0], {
    method: 'POST',
    path: TOKEN_PATH,
    body: 'grant_type=client_credentials&scope=read%3Ausers+write%3Ausers',
    headers: {
      authorization: `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  t.equal(received[1]?.headers.authorization, 'Bearer T1');
});

t.test('a token is renewed a minute before its end', async (t) => {
  let expiresIn: unknown = 3600;
  const { url, received } = await serve(t, (response, _, count) =>
    response.end(JSON.stringify({ access_token: `T${count}`, expires_in: expiresIn })),
  );
  const http = createHttp({ origin: url, connections: 1, timeoutMs: 5000 });
  t.teardown(() => http.close());
  let now = 0;
  const credentials = createOAuthCredentials(
    oauth().credentials,
    http,
    () => {},
    () => now,
  );
  const at = async (ms: number) => {
    now = ms;
    return (await credentials.header('x')).authorization;
  };
  t.equal(await at(0), 'Bearer T1');
  t.equal(await at(3_539_999), 'Bearer T1');
  expiresIn = 40;
  t.equal(await at(3_540_000), 'Bearer T2');
  t.equal(await at(3_559_999), 'Bearer T2', 'a short one lives at least half its time');
  expiresIn = undefined;
  t.equal(await at(3_560_000), 'Bearer T3');
  t.equal(await at(4_099_999), 'Bearer T3', 'ten minutes when the answer does not say');
  expiresIn = '86400';
  t.equal(await at(4_100_000), 'Bearer T4');
  t.equal(received.length, 4);
});

t.test('a new client secret is tried first; while it is refused the one before does', async (t) => {
  const { sandbox } = await sandboxFor(t);
  const outcomes: string[] = [];
  let secret = 'sandbox-secret';
  const { client, events } = connect(t, sandbox.url, {
    credentials: { ...oauth().credentials, clientSecret: () => secret },
    onRotation: (outcome) => outcomes.push(outcome),
  });
  await client.whoami();
  secret = 'mistyped-secret';
  for (let renewal = 0; renewal < 2; renewal += 1) {
    sandbox.revokeAccessTokens();
    t.ok(await client.whoami());
  }
  t.strictSame(outcomes, ['refused'], 'told once');
  t.notOk(
    events.some(({ outcome }) => outcome === 'credential'),
    'the credential in use was never refused',
  );

  secret = 'third-secret';
  sandbox.setOptions({ oauthClientSecret: secret });
  sandbox.revokeAccessTokens();
  t.ok(await client.whoami());
  t.strictSame(outcomes, ['refused', 'in-use']);

  secret = 'fourth-secret';
  sandbox.setOptions({ oauthClientSecret: 'nobody knows' });
  sandbox.revokeAccessTokens();
  t.match(await failureOf(client.whoami()), { code: 'credential' }, 'neither is accepted');
  t.match(events.at(-1), { outcome: 'credential' });
});

t.test('a 429 to a request for a token holds all calls back, and the token is asked for again', async (t) => {
  const { sandbox, renewals } = await sandboxFor(t);
  const { client } = connect(t, sandbox.url, oauth());
  sandbox.fault({ match: { path: TOKEN_PATH }, effect: { kind: 'status', status: 429, retryAfter: 1 } });
  await Promise.all(Array.from({ length: 8 }, () => client.whoami()));
  t.equal(renewals(), 2);
  t.equal(client.state().limiter.pauses, 1);
});
