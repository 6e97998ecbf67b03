import t from 'tap';
import * as z from 'zod';
import { ADA, API, envelopeOf, type Send, start } from './start.ts';

const tokenSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.number(),
});

/** Asks for an access token; `client` is id:secret. */
async function authorize(url: string, scope: string, client = 'sandbox-client:sandbox-secret') {
  return fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(client)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
}

async function bearer(url: string, scope = ''): Promise<Record<string, string>> {
  const { access_token } = tokenSchema.parse(await (await authorize(url, scope)).json());
  return { authorization: `Bearer ${access_token}` };
}

const whoami = (send: Send, headers?: Record<string, string>) =>
  send('GET', `${API}/whoami`, undefined, headers);

t.test('no credential is a 400 ATP_2, an unknown token a 401 DCD_7', async (t) => {
  const { send } = await start(t);
  t.match(await whoami(send, {}), {
    status: 400,
    body: {
      meta: {
        httpStatus: '400 - Bad Request',
        error: { errorMessage: 'Expected authorization in headers, but none provided.', errorCode: 'ATP_2' },
      },
    },
  });
  t.match(await whoami(send, { 'x-api-token': 'guess' }), {
    status: 401,
    body: {
      meta: {
        httpStatus: '401 - Unauthorized',
        error: { errorMessage: 'Unrecognized X-API-TOKEN.', errorCode: 'DCD_7' },
      },
    },
  });
  t.match(await whoami(send, { authorization: 'Bearer guess' }), { status: 401 });
});

t.test('a token that is replaced stops working', async (t) => {
  const { sandbox, send } = await start(t, { tokens: ['old', 'new'] });
  t.match(await whoami(send, { 'x-api-token': 'new' }), { status: 200 });
  sandbox.setOptions({ tokens: ['new'] });
  t.match(await whoami(send, { 'x-api-token': 'old' }), { status: 401 });
  t.equal(sandbox.token, 'new');
});

t.test('a route that does not exist is a 404 without errorCode, whatever the credential', async (t) => {
  const { send } = await start(t);
  const unknown: [string, string][] = [
    ['GET', `${API}/nope`],
    ['PATCH', `${API}/users/UR_x`],
    ['DELETE', `${API}/divisions/DV_x`],
    ['GET', `${API}/users/UR_x/apitoken`],
    ['GET', '/scim/v2/Users'],
    ['GET', '/'],
  ];
  for (const [method, path] of unknown) {
    const answered = await send(method, path, undefined, {});
    t.equal(answered.status, 404, `${method} ${path}`);
    t.strictSame(envelopeOf(answered).meta.error, { errorMessage: 'The requested resource does not exist.' });
  }
});

t.test('a POST without a body is a 411 before the credential is looked at', async (t) => {
  const { send } = await start(t);
  t.match(await send('POST', `${API}/users`, undefined, {}), { status: 411 });
});

t.test('a body that is no JSON, no object or another media type is refused', async (t) => {
  const { sandbox, send } = await start(t);
  const raw = (body: string, type: string) =>
    fetch(`${sandbox.url}${API}/users`, {
      method: 'POST',
      body,
      headers: { 'x-api-token': sandbox.token, 'content-type': type },
    });
  t.equal((await raw('{', 'application/json')).status, 400);
  t.equal((await raw('[]', 'application/json')).status, 400);
  t.equal((await raw(JSON.stringify(ADA), 'text/plain')).status, 415);
  t.equal((await raw(JSON.stringify(ADA), 'application/json; charset=utf-8')).status, 200);
  t.match(await send('PUT', `${API}/users/${sandbox.ownerId}`), { status: 400 }, 'a PUT without a body');
  t.equal((await raw('x'.repeat(5_000_001), 'application/json')).status, 413);
});

t.test('an owner who is no brand administrator gets a 403 everywhere but at whoami', async (t) => {
  const { send } = await start(t, { ownerUserType: 'UT_FULLUSER' });
  t.match(await whoami(send), { status: 200, body: { result: { accountType: 'UT_FULLUSER' } } });
  for (const path of ['/users', '/users/UR_x', '/divisions/DV_x', '/groups', '/organizations/sandbox']) {
    t.match(await send('GET', `${API}${path}`), {
      status: 403,
      body: { meta: { error: { errorCode: 'AuthZ_2.0' } } },
    });
  }
});

t.test('the token dies with the account that owns it', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.putUser({ id: sandbox.ownerId, status: 'disabled' });
  t.match(await whoami(send), { status: 401 });
  sandbox.putUser({ id: sandbox.ownerId, status: 'active' });
  t.match(await whoami(send), { status: 200 });
  t.match(await send('DELETE', `${API}/users/${sandbox.ownerId}`), { status: 200 });
  t.match(await whoami(send), { status: 401 });
});

t.test('client credentials buy an access token, with the secret in Basic or in the form', async (t) => {
  const { sandbox, send } = await start(t, { oauthTokenSeconds: 86_400 });
  const granted = await authorize(sandbox.url, 'read:users');
  t.match(await granted.json(), { token_type: 'bearer', expires_in: 86_400, scope: 'read:users' });
  t.match(await whoami(send, await bearer(sandbox.url)), { status: 200 });
  const inForm = await fetch(`${sandbox.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox-client',
      client_secret: 'sandbox-secret',
    }),
  });
  t.equal(inForm.status, 200);
  t.equal((await authorize(sandbox.url, '', 'sandbox-client:wrong')).status, 401);
  const password = new URLSearchParams({ grant_type: 'password' });
  const headers = { authorization: `Basic ${btoa('sandbox-client:sandbox-secret')}` };
  t.equal(
    (await fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', headers, body: password })).status,
    400,
  );
});

t.test('an access token does what its scopes say; without any it does everything', async (t) => {
  const { sandbox, send } = await start(t);
  const reader = await bearer(sandbox.url, 'read:users read:divisions');
  t.match(await send('GET', `${API}/users`, undefined, reader), { status: 200 });
  t.match(await send('POST', `${API}/users`, ADA, reader), {
    status: 403,
    body: { meta: { error: { errorMessage: 'You are missing the following required scopes: write:users' } } },
  });
  for (const scope of ['write:users', 'manage:users', 'manage:all', '']) {
    const username = `${scope.replace(':', '.')}a@example.com`;
    const writer = await bearer(sandbox.url, scope);
    t.match(await send('POST', `${API}/users`, { ...ADA, username }, writer), { status: 200 }, scope);
  }
});

t.test('an access token expires', async (t) => {
  const { sandbox, send } = await start(t, { oauthTokenSeconds: 1 });
  const headers = await bearer(sandbox.url);
  const since = Date.now();
  let status = 200;
  while (status === 200 && Date.now() - since < 10_000) ({ status } = await whoami(send, headers));
  t.equal(status, 401);
});

t.test('a revoked access token is a 401, the API token is not', async (t) => {
  const { sandbox, send } = await start(t);
  const headers = await bearer(sandbox.url);
  sandbox.revokeAccessTokens();
  t.match(await whoami(send, headers), { status: 401, body: { meta: { error: { errorCode: 'DCD_7' } } } });
  t.match(await whoami(send), { status: 200 });
});

t.test('at the wrong datacenter a token is proxied with a notice, and OAuth is a 401', async (t) => {
  const { sandbox, send } = await start(t, { noticeHost: 'sjc1.qualtrics.com' });
  t.match(await whoami(send), {
    status: 200,
    body: {
      meta: {
        notice: 'Request proxied. For faster response times, use this host instead: sjc1.qualtrics.com',
      },
    },
  });
  t.match(await whoami(send, await bearer(sandbox.url)), { status: 401 });
});

t.test('seed: at the wrong datacenter a token is refused as well', async (t) => {
  const { send } = await start(t, { dialect: 'seed', noticeHost: 'sjc1.qualtrics.com' });
  t.match(await whoami(send), { status: 401 });
});
