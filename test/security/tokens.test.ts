import crypto from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import t from 'tap';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { TOKEN } from '../support/brand.ts';
import { startBridge } from '../support/bridge.ts';
import { rawExchange, rawRequest } from './raw-exchange.ts';

const OTHER = 'a-second-token-that-is-valid-too';

t.test('any of several tokens opens the service, with the scheme in any letter case', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_BEARER_TOKENS: `${TOKEN},${OTHER}` });
  for (const authorization of [`Bearer ${TOKEN}`, `Bearer ${OTHER}`, `bearer ${TOKEN}`, `BEARER ${OTHER}`]) {
    const { status, headers } = await bridge.scim('GET', '/Users', undefined, { authorization });
    t.equal(status, 200, authorization);
    t.equal(headers.get('www-authenticate'), null);
  }
});

t.test(
  'anything else is 401 as a SCIM Error with WWW-Authenticate, on every route of /scim/v2',
  async (t) => {
    const bridge = await startBridge(t, {}, { SCIM_BEARER_TOKENS: `${TOKEN},${OTHER}` });
    const wrong = [
      '',
      'Bearer',
      'Bearer ',
      'Bearer x',
      `Bearer ${TOKEN.slice(0, -1)}`,
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.toUpperCase()}`,
      `Bearer ${TOKEN},${OTHER}`,
      `Bearer ${TOKEN} ${OTHER}`,
      `Bearer ${'x'.repeat(8_000)}`,
      `Basic ${btoa(`user:${TOKEN}`)}`,
      `Token ${TOKEN}`,
      TOKEN,
    ];
    for (const authorization of wrong) {
      const answer = await bridge.scim('GET', '/Users', undefined, { authorization });
      isScimError(t, answer, 401);
      t.match(answer.headers.get('www-authenticate'), /^Bearer\b/);
      t.notMatch(answer.text, TOKEN);
    }
    const authorization = 'Bearer non-token';
    for (const path of [
      '/Users/x',
      '/Groups',
      '/Schemas',
      '/ServiceProviderConfig',
      '/Bulk',
      '/Me',
      '/nowhere',
      '',
    ]) {
      isScimError(t, await bridge.scim('GET', path, undefined, { authorization }), 401);
      isScimError(t, await bridge.scim('POST', path, {}, { authorization }), 401);
    }
    t.strictSame(bridge.calls(), [], 'Qualtrics was not asked');
  },
);

t.test('a token is compared in constant time with every valid one, whichever fits', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_BEARER_TOKENS: `${TOKEN},${OTHER}` });
  const compared = t.capture(crypto, 'timingSafeEqual', crypto.timingSafeEqual);
  syncBuiltinESMExports();
  t.teardown(() => {
    compared.restore();
    syncBuiltinESMExports();
  });
  for (const token of [TOKEN, OTHER, 'x']) {
    compared();
    await bridge.scim('GET', '/Schemas', undefined, { authorization: `Bearer ${token}` });
    const comparisons = compared();
    t.equal(comparisons.length, 2);
    for (const { args } of comparisons) t.equal(args[0].byteLength, args[1].byteLength);
  }
});

t.test('the token is checked before the body is read: 401 at once, and the connection ends', async (t) => {
  const bridge = await startBridge(t);
  const target = '/scim/v2/Users';
  const headers = { 'content-type': 'application/scim+json', connection: 'keep-alive' };
  const declared = { ...headers, 'content-length': '4000000000' };
  const chunked = { ...headers, 'transfer-encoding': 'chunked' };
  for (const [method, fields] of [
    ['POST', declared],
    ['PUT', declared],
    ['PATCH', chunked],
  ] as const) {
    const answer = await rawExchange(bridge.origin, rawRequest(method, target, fields));
    t.match(answer, /^HTTP\/1\.1 401 /);
    t.match(answer, /\r\nconnection: close\r\n/i);
    t.match(answer, '"status":"401"');
  }
  const withToken = { ...declared, authorization: `Bearer ${TOKEN}` };
  const tooLarge = await rawExchange(bridge.origin, rawRequest('POST', target, withToken));
  t.match(tooLarge, /^HTTP\/1\.1 413 /, 'with a token the length alone is refused');
  t.match(tooLarge, '"status":"413"');
});

t.test('outside of /scim/v2, where no token is asked for, no body is waited for either', async (t) => {
  const bridge = await startBridge(t);
  const headers = { 'content-type': 'application/json', 'content-length': '1000' };
  for (const path of ['/nowhere', '/healthz', '/scim/v1/Users']) {
    const answer = await rawExchange(bridge.origin, rawRequest('POST', path, headers));
    t.match(answer, /^HTTP\/1\.1 4\d\d /, path);
    t.match(answer, '"urn:ietf:params:scim:api:messages:2.0:Error"');
  }
});

t.test('a token file that was replaced counts without a restart', async (t) => {
  const file = `${t.testdir({ token: `${TOKEN}\n` })}/token`;
  const bridge = await startBridge(t, {}, { SCIM_BEARER_TOKENS: undefined, SCIM_BEARER_TOKENS_FILE: file });
  const statusFor = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await bridge.scim('GET', '/Schemas', undefined, headers)).status;
  };
  t.equal(await statusFor(TOKEN), 200);
  t.equal(await statusFor(OTHER), 401);
  writeFileSync(`${file}.new`, OTHER);
  renameSync(`${file}.new`, file);
  while ((await statusFor(OTHER)) !== 200);
  t.equal(await statusFor(TOKEN), 401, 'the old one does not');
});

t.test('probes need no token', async (t) => {
  const bridge = await startBridge(t);
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    const { status } = await fetch(bridge.origin + path);
    t.equal(status, 200, path);
  }
});
