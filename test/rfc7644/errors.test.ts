import t from 'tap';
import { rawExchange, rawRequest } from '../security/raw-exchange.ts';
import { TOKEN } from '../support/brand.ts';
import { startBridge } from '../support/bridge.ts';
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
