/** The bridge's own credential at Qualtrics goes bad: ops has to hear of it, and the IdP must not doubt its token. */
import { renameSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { type Bridge, send, startBridge } from '../support/bridge.ts';
import { IMPATIENT, person, repeated, replace } from './outage.ts';

const OAUTH = {
  QUALTRICS_API_TOKEN: undefined,
  QUALTRICS_OAUTH_CLIENT_ID: 'sandbox-client',
  QUALTRICS_OAUTH_CLIENT_SECRET: 'sandbox-secret',
};

async function reasons({ origin }: Bridge): Promise<string> {
  const { status, body } = await send(`${origin}/readyz`, 'GET');
  return status === 503 ? body.reasons.join('; ') : '';
}

t.test('a revoked API token is 502, and readiness says so at once', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  t.equal(await reasons(bridge), '');
  bridge.sandbox.setOptions({ tokens: ['another-token'] });
  isScimError(t, await bridge.scim('GET', `/Users/${ada.id}`), 502);
  t.match(await reasons(bridge), /credential: .*QUALTRICS_API_TOKEN/);
  isScimError(t, await bridge.scim('POST', '/Users', person('grace')), 502);
  isScimError(t, await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false)), 502);
  isScimError(t, await bridge.scim('DELETE', `/Users/${ada.id}`), 502);
  t.match(bridge.sandbox.user(ada.id), { status: 'active' });
  t.equal((await fetch(`${bridge.origin}/healthz`)).status, 200, 'a restart would not help');
  const { text } = await bridge.scim('GET', `/Users/${ada.id}`);
  t.notMatch(text, bridge.sandbox.token);
});

t.test('a 401 without any word of the API is the same', async (t) => {
  const bridge = await startBridge(t);
  bridge.sandbox.fault({ match: { method: 'GET' }, effect: { kind: 'status', status: 401, body: 'html' } });
  isScimError(t, await bridge.scim('GET', `/Users/${bridge.sandbox.ownerId}`), 502);
});

t.test('a new token in QUALTRICS_API_TOKEN_FILE is used without a restart', async (t) => {
  const file = `${t.testdir({ token: 'sandbox-token\n' })}/token`;
  const environment = { QUALTRICS_API_TOKEN: undefined, QUALTRICS_API_TOKEN_FILE: file };
  const bridge = await startBridge(t, {}, environment);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  bridge.sandbox.setOptions({ tokens: ['the-next-token'] });
  isScimError(t, await bridge.scim('GET', `/Users/${ada.id}`), 502);
  t.match(await reasons(bridge), /credential/);

  writeFileSync(`${file}.new`, 'the-next-token\n');
  renameSync(`${file}.new`, file);
  while ((await bridge.scim('GET', `/Users/${ada.id}`)).status !== 200);
  t.equal((await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false))).status, 200);
  t.equal(bridge.sandbox.user(ada.id)?.status, 'disabled');
  t.notMatch(await reasons(bridge), /credential/, 'readiness knows that the credential is good again');
});

t.test('an OAuth client whose access tokens were revoked gets another one by itself', async (t) => {
  const bridge = await startBridge(t, {}, OAUTH);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  bridge.sandbox.revokeAccessTokens();
  t.equal((await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false))).status, 200);
  t.equal(bridge.sandbox.user(ada.id)?.status, 'disabled');
  t.equal(await reasons(bridge), '');
});

t.test(
  'an OAuth client that was revoked is 502; one that cannot be asked for at the moment is 503',
  async (t) => {
    const bridge = await startBridge(t, {}, { ...OAUTH, ...IMPATIENT });
    const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
    const ask = () => bridge.scim('GET', `/Users/${ada.id}`);
    bridge.sandbox.revokeAccessTokens();
    bridge.sandbox.fault({
      match: { path: '/oauth2/token', times: 'always' },
      effect: { kind: 'status', status: 503 },
    });
    isScimError(t, await ask(), 503);
    bridge.sandbox.clearFaults();
    t.equal((await repeated(ask)).status, 200);

    bridge.sandbox.setOptions({ oauthClientSecret: 'another-secret' });
    bridge.sandbox.revokeAccessTokens();
    isScimError(t, await ask(), 502);
    t.match(await reasons(bridge), /credential/);
  },
);

t.test('a token owner who may not administrate the brand is 502, and its user is told', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  bridge.sandbox.putUser({ id: bridge.sandbox.ownerId, userType: 'UT_PARTICIPANT' });
  const answer = await bridge.scim('GET', `/Users/${ada.id}`);
  isScimError(t, answer, 502);
  t.match(answer.body.detail, /brand administrator/);
});
