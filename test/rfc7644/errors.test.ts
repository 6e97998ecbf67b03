import t from 'tap';
import { rawExchange, rawRequest } from '../security/raw-exchange.ts';
import { TOKEN } from '../support/brand.ts';
import { startBridge } from '../support/bridge.ts';
import { isScimError } from './is-scim-error.ts';

const ADA = { userName: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Lovelace' } };
const PATCH = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] };

interface Wrong {
  readonly method: string;
  /** `{id}` is a user's. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly scimType?: string;
}

const WRONG: Readonly<Record<string, Wrong>> = {
  'an unknown route': { method: 'GET', path: '/Nowhere', status: 404 },
  'the service itself, which is no resource': { method: 'GET', path: '', status: 404 },
  'a user who never was': { method: 'GET', path: '/Users/UR_never', status: 404 },
  'a PUT of a user who never was': { method: 'PUT', path: '/Users/UR_never', body: ADA, status: 404 },
  'a DELETE of a user who never was': { method: 'DELETE', path: '/Users/UR_never', status: 404 },
  'a schema that is not known': { method: 'GET', path: '/Schemas/urn:example:nothing', status: 404 },
  'a method that the collection has not': { method: 'DELETE', path: '/Users', status: 404 },
  'a method that the user has not': { method: 'POST', path: '/Users/{id}', body: ADA, status: 404 },
  'a method that nothing here has': { method: 'OPTIONS', path: '/Users', status: 404 },
  'a discovery endpoint that is written to': { method: 'POST', path: '/Schemas', body: {}, status: 404 },

  'no token': { method: 'GET', path: '/Users', headers: { authorization: '' }, status: 401 },
  'no token on an unknown route': { method: 'GET', path: '/No', headers: { authorization: '' }, status: 401 },

  'a body larger than the limit': { method: 'POST', path: '/Users', body: 'x'.repeat(5000), status: 413 },
  'a body of another type': {
    method: 'POST',
    path: '/Users',
    body: 'userName=ada',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
  },
  'a body of plain text': {
    method: 'PATCH',
    path: '/Users/{id}',
    body: '{}',
    headers: { 'content-type': 'text/plain' },
    status: 415,
  },

  'half a body': {
    method: 'POST',
    path: '/Users',
    body: '{"userName":',
    status: 400,
    scimType: 'invalidSyntax',
  },
  'an empty body in a POST': {
    method: 'POST',
    path: '/Users',
    body: '',
    status: 400,
    scimType: 'invalidSyntax',
  },
  'an empty body in a PUT': {
    method: 'PUT',
    path: '/Users/{id}',
    body: '',
    status: 400,
    scimType: 'invalidSyntax',
  },
  'an empty body in a PATCH': {
    method: 'PATCH',
    path: '/Users/{id}',
    body: '',
    status: 400,
    scimType: 'invalidSyntax',
  },
  'an array': { method: 'POST', path: '/Users', body: [ADA], status: 400, scimType: 'invalidSyntax' },
  'an array in a PATCH': {
    method: 'PATCH',
    path: '/Users/{id}',
    body: [],
    status: 400,
    scimType: 'invalidSyntax',
  },
  'the value null': {
    method: 'PUT',
    path: '/Users/{id}',
    body: 'null',
    status: 400,
    scimType: 'invalidSyntax',
  },
  'a number': { method: 'POST', path: '/Users', body: '5', status: 400, scimType: 'invalidSyntax' },
  'a text': { method: 'POST', path: '/Users', body: '"ada"', status: 400, scimType: 'invalidSyntax' },
  'a PATCH without operations': {
    method: 'PATCH',
    path: '/Users/{id}',
    body: PATCH,
    status: 400,
    scimType: 'invalidSyntax',
  },
  'an unknown op': {
    method: 'PATCH',
    path: '/Users/{id}',
    body: { ...PATCH, Operations: [{ op: 'move', path: 'title', value: 'x' }] },
    status: 400,
    scimType: 'invalidSyntax',
  },
  'a path that cannot be read': {
    method: 'PATCH',
    path: '/Users/{id}',
    body: { ...PATCH, Operations: [{ op: 'replace', path: 'name..familyName', value: 'x' }] },
    status: 400,
    scimType: 'invalidPath',
  },
  'a filter in a path that cannot be read': {
    method: 'PATCH',
    path: '/Users/{id}',
    body: { ...PATCH, Operations: [{ op: 'replace', path: 'emails[', value: 'x' }] },
    status: 400,
    scimType: 'invalidFilter',
  },
  'a change of the id': {
    method: 'PATCH',
    path: '/Users/{id}',
    body: { ...PATCH, Operations: [{ op: 'replace', path: 'id', value: 'UR_x' }] },
    status: 400,
    scimType: 'mutability',
  },
  'a user without userName': {
    method: 'POST',
    path: '/Users',
    body: { name: ADA.name },
    status: 400,
    scimType: 'invalidValue',
  },
  'a user without a name': {
    method: 'POST',
    path: '/Users',
    body: { userName: 'x@example.com' },
    status: 400,
    scimType: 'invalidValue',
  },
  'a PUT without userName': {
    method: 'PUT',
    path: '/Users/{id}',
    body: { title: 'x' },
    status: 400,
    scimType: 'invalidValue',
  },
  'a value of the wrong type': {
    method: 'POST',
    path: '/Users',
    body: { ...ADA, name: 'Ada' },
    status: 400,
    scimType: 'invalidValue',
  },
  'a userName that Qualtrics cannot hold': {
    method: 'POST',
    path: '/Users',
    body: { ...ADA, userName: 'a%b@example.com' },
    status: 400,
    scimType: 'invalidValue',
  },
  'a userName that is taken': {
    method: 'POST',
    path: '/Users',
    body: ADA,
    status: 409,
    scimType: 'uniqueness',
  },
  'a userName that is taken, in capitals': {
    method: 'POST',
    path: '/Users',
    body: { ...ADA, userName: 'ADA@EXAMPLE.COM' },
    status: 409,
    scimType: 'uniqueness',
  },

  'a filter that cannot be read': {
    method: 'GET',
    path: '/Users?filter=userName',
    status: 400,
    scimType: 'invalidFilter',
  },
  'two filters': {
    method: 'GET',
    path: '/Users?filter=userName%20pr&filter=title%20pr',
    status: 400,
    scimType: 'invalidValue',
  },
  'a startIndex in words': {
    method: 'GET',
    path: '/Users?startIndex=two',
    status: 400,
    scimType: 'invalidValue',
  },
  'a count with a fraction': {
    method: 'GET',
    path: '/Users?count=1.5',
    status: 400,
    scimType: 'invalidValue',
  },
  'both attributes and excludedAttributes': {
    method: 'GET',
    path: '/Users/{id}?attributes=title&excludedAttributes=name',
    status: 400,
    scimType: 'invalidValue',
  },
  'an URL that cannot be decoded': {
    method: 'GET',
    path: '/Users/%ZZ',
    status: 400,
    scimType: 'invalidSyntax',
  },
  'an id that is no UTF-8': { method: 'GET', path: '/Users/%ff', status: 400, scimType: 'invalidSyntax' },
};

t.test('every answer that is no success is a SCIM Error', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_BODY_LIMIT_BYTES: '4096' });
  const { body: ada } = await bridge.scim('POST', '/Users', ADA);
  for (const [title, { method, path, body, headers, status, scimType }] of Object.entries(WRONG)) {
    await t.test(`${title}: ${status}`, async (t) => {
      const answer = await bridge.scim(method, path.replace('{id}', ada.id), body, headers);
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
  const disable = { ...PATCH, Operations: [{ op: 'replace', path: 'active', value: false }] };
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
