import t from 'tap';
import { rawExchange, rawRequest } from '../security/raw-exchange.ts';
import { TOKEN } from '../support/brand.ts';
import { send, startBridge } from '../support/bridge.ts';
import { isScimError } from './is-scim-error.ts';
import { ADA, operations, wrongRequests } from './wrong-requests.ts';

t.test('every answer that is no success is a SCIM Error', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_BODY_LIMIT_BYTES: '4096' });
  const { body: ada } = await bridge.scim('POST', '/Users', ADA);
  for (const [title, [request, status, scimType]] of Object.entries(wrongRequests)) {
    await t.test(`${title}: ${status}`, async (t) => {
      const [method, path, ...sent] = request;
      const answer = await bridge.scim(method, path.replace('{id}', ada.id), ...sent);
      isScimError(t, answer, status, scimType);
    });
  }
  t.strictSame((await bridge.scim('GET', `/Users/${ada.id}`)).body, ada, 'none of them changed anything');
  const everybody = await bridge.scim('GET', '/Users');
  t.equal(everybody.body.totalResults, 2, 'none of them made a user');
});

t.test('a header field larger than Node reads is 431 as a SCIM Error', async (t) => {
  const bridge = await startBridge(t);
  isScimError(t, await bridge.scim('GET', '/Users', undefined, { 'x-large': 'x'.repeat(20_000) }), 431);
  t.equal((await bridge.scim('GET', '/Users')).status, 200, 'the next request is answered');
});

t.test('what cannot be read as HTTP is 400 as a SCIM Error, and the connection ends', async (t) => {
  const bridge = await startBridge(t);
  const authorization = `Bearer ${TOKEN}`;
  const unreadable = [
    'hello\r\n\r\n',
    rawRequest('FETCH', '/scim/v2/Users', { authorization }),
    rawRequest('GET', '/scim/v2/Users with spaces', { authorization }),
    rawRequest('GET', '/scim/v2/Users', { authorization, 'bad name': 'x' }),
    rawRequest('POST', '/scim/v2/Users', { authorization, 'content-length': '-1' }),
    // The first step of smuggling a request past a proxy.
    rawRequest('POST', '/scim/v2/Users', {
      authorization,
      'content-length': '5',
      'transfer-encoding': 'chunked',
    }),
  ];
  for (const request of unreadable) {
    const answer = await rawExchange(bridge.origin, request);
    t.match(answer, /^HTTP\/1\.1 400 /, request.slice(0, 60));
    t.match(answer, '"urn:ietf:params:scim:api:messages:2.0:Error"');
    t.match(answer, /\r\nconnection: close\r\n/i);
  }
  t.equal((await bridge.scim('GET', '/Users')).status, 200, 'the next connection is served');
});

t.test('a method that a path has not is 405, with those that it has', async (t) => {
  const bridge = await startBridge(t);
  for (const [method, path, allow] of [
    ['DELETE', '/Users', 'GET, HEAD, POST'],
    ['POST', '/Users/UR_1?attributes=id', 'DELETE, GET, HEAD, PATCH, PUT'],
    ['PATCH', '/Groups', 'GET, HEAD, POST'],
    ['PUT', '/Schemas', 'GET, HEAD'],
    ['DELETE', '/default/../Users/', 'GET, HEAD, POST'],
  ] as const) {
    const answer = await bridge.scim(method, path);
    isScimError(t, answer, 405);
    t.equal(answer.headers.get('allow'), allow, `${method} ${path}`);
  }
  const probe = await send(`${bridge.origin}/healthz`, 'POST');
  isScimError(t, probe, 405);
  t.equal(probe.headers.get('allow'), 'GET, HEAD');
  const stranger = await bridge.scim('DELETE', '/Users', undefined, { authorization: '' });
  isScimError(t, stranger, 401);
  t.equal(stranger.headers.get('allow'), null);
});

t.test('a slash too many means the same path', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '//Users', ADA);
  for (const path of ['//Users', '/Users/', `//Users//${ada.id}/`, '//ServiceProviderConfig']) {
    t.equal((await bridge.scim('GET', path)).status, 200, path);
  }
  t.equal(ada.meta.location, (await bridge.scim('GET', `//Users/${ada.id}`)).body.meta.location);
  isScimError(t, await bridge.scim('GET', '//Users', undefined, { authorization: '' }), 401);
});

t.test('what Node would answer with an empty body is a SCIM Error too', async (t) => {
  const bridge = await startBridge(t);
  const authorization = `Bearer ${TOKEN}`;
  const hostless = `GET /scim/v2/Users HTTP/1.1\r\nauthorization: ${authorization}\r\nconnection: close\r\n\r\n`;
  const expecting = rawRequest('POST', '/scim/v2/Users', {
    authorization,
    expect: 'miracles',
    'content-length': '0',
  });
  for (const [request, status] of [
    [hostless, 400],
    [expecting, 417],
  ] as const) {
    const answer = await rawExchange(bridge.origin, request);
    t.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    t.match(answer, `"status":"${status}"`);
    t.match(answer, '"urn:ietf:params:scim:api:messages:2.0:Error"');
  }
  const oldest = await rawExchange(
    bridge.origin,
    `GET /scim/v2/Users HTTP/1.0\r\nauthorization: ${authorization}\r\n\r\n`,
  );
  t.match(oldest, /^HTTP\/1\.1 200 /, 'HTTP/1.0 has no Host');
});

t.test('/Bulk and /Me are known and not offered: 501', async (t) => {
  const bridge = await startBridge(t);
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    for (const path of ['/Bulk', '/Me']) {
      isScimError(t, await bridge.scim(method, path, method === 'GET' ? undefined : {}), 501);
    }
  }
  t.strictSame(bridge.calls(), []);
});

t.test('a projection that cannot be read is refused before anything is done', async (t) => {
  const bridge = await startBridge(t);
  const both = '?attributes=title&excludedAttributes=name';
  isScimError(t, await bridge.scim('POST', `/Users${both}`, ADA), 400, 'invalidValue');
  t.strictSame(bridge.calls(), [], 'no account was made');

  const { body: ada } = await bridge.scim('POST', '/Users', ADA);
  bridge.calls();
  const disable = operations({ op: 'replace', path: 'active', value: false });
  isScimError(t, await bridge.scim('PATCH', `/Users/${ada.id}${both}`, disable), 400, 'invalidValue');
  const gone = { ...ADA, active: false };
  isScimError(t, await bridge.scim('PUT', `/Users/${ada.id}${both}`, gone), 400, 'invalidValue');
  isScimError(t, await bridge.scim('GET', `/Users/${ada.id}${both}`), 400, 'invalidValue');
  t.strictSame(bridge.calls(), [], 'no account was changed, and Qualtrics was not asked');
});

t.test('the same for groups', async (t) => {
  const bridge = await startBridge(t);
  const both = '?attributes=members&excludedAttributes=members';
  isScimError(t, await bridge.scim('POST', `/Groups${both}`, { displayName: 'Sales' }), 400, 'invalidValue');
  t.strictSame(bridge.calls(), [], 'no division was made');

  const { body: sales } = await bridge.scim('POST', '/Groups', { displayName: 'Sales' });
  bridge.calls();
  const renamed = { displayName: 'Marketing' };
  isScimError(t, await bridge.scim('PUT', `/Groups/${sales.id}${both}`, renamed), 400, 'invalidValue');
  t.strictSame(bridge.calls(), [], 'no division was renamed');
});
