/** Media types of requests and answers (RFC 7644 3.1), as IdPs and proxies vary them. */
import t from 'tap';
import { startBridge } from '../support/bridge.ts';
import { isScimError } from './is-scim-error.ts';

const SCIM = 'application/scim+json; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

const person = (n: number) => ({
  userName: `p${n}@example.com`,
  name: { givenName: 'Zoë', familyName: 'Öz' },
});

t.test('answers are SCIM unless the client takes plain JSON only', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person(0));
  const accepted: Readonly<Record<string, string>> = {
    '*/*': SCIM,
    'application/scim+json': SCIM,
    'Application/SCIM+JSON; charset=utf-8': SCIM,
    'application/json': JSON_TYPE,
    'application/json, text/plain, */*': JSON_TYPE,
    'application/scim+json, application/json': SCIM,
    'text/html': SCIM,
  };
  for (const [accept, type] of Object.entries(accepted)) {
    for (const path of [
      `/Users/${ada.id}`,
      '/Users',
      '/Schemas',
      '/ServiceProviderConfig',
      '/Users/none',
      '/no',
    ]) {
      const { headers } = await bridge.scim('GET', path, undefined, { accept });
      t.equal(headers.get('content-type'), type, `${path} for ${accept}`);
    }
  }
});

t.test('a body is taken as either type, in any letter case and with any parameters', async (t) => {
  const bridge = await startBridge(t);
  const types = [
    'application/scim+json',
    'application/json',
    'application/scim+json; charset=utf-8',
    'application/scim+json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'APPLICATION/SCIM+JSON; Charset=UTF-8',
    'application/scim+json; charset=utf-8; boundary=x',
  ];
  for (const [index, type] of types.entries()) {
    const answer = await bridge.scim('POST', '/Users', person(index), { 'content-type': type });
    t.equal(answer.status, 201, type);
    t.equal(bridge.sandbox.user(answer.body?.id)?.firstName, 'Zoë', 'letters survive');
  }
});

t.test('a body of any other type is 415', async (t) => {
  const bridge = await startBridge(t);
  const types = [
    'text/plain',
    'text/json',
    'application/xml',
    'application/jsonx',
    'multipart/form-data',
    'json',
  ];
  for (const type of types) {
    const body = JSON.stringify(person(1));
    isScimError(t, await bridge.scim('POST', '/Users', body, { 'content-type': type }), 415);
  }
  t.strictSame(bridge.calls(), []);
});

t.test('a DELETE with a content type and no body is a DELETE', async (t) => {
  const bridge = await startBridge(t);
  for (const [index, type] of [SCIM, 'application/json'].entries()) {
    const { body: ada } = await bridge.scim('POST', '/Users', person(index));
    const answer = await bridge.scim('DELETE', `/Users/${ada.id}`, undefined, { 'content-type': type });
    t.equal(answer.status, 204);
  }
});

t.test('a GET with a content type is a GET, as Okta’s test suite sends it', async (t) => {
  const bridge = await startBridge(t);
  const { status } = await bridge.scim('GET', '/Users', undefined, { 'content-type': SCIM });
  t.equal(status, 200);
});

t.test('HEAD answers as GET does, without the body', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person(0));
  for (const path of [`/Users/${ada.id}`, '/Users', '/Schemas', '/Users/none']) {
    const get = await bridge.scim('GET', path);
    const head = await bridge.scim('HEAD', path);
    t.equal(head.status, get.status, path);
    t.equal(head.text, '');
    for (const name of ['content-type', 'content-length'])
      t.equal(head.headers.get(name), get.headers.get(name));
  }
});

t.test('201 says where the user is, and its body is what a GET there gives', async (t) => {
  const bridge = await startBridge(t);
  const made = await bridge.scim('POST', '/Users', person(0));
  const location = `${bridge.origin}/scim/v2/Users/${made.body.id}`;
  t.equal(made.headers.get('location'), location);
  t.equal(made.body.meta.location, location);
  t.strictSame(
    (await bridge.scim('GET', new URL(location).pathname.replace('/scim/v2', ''))).body,
    made.body,
  );
});

t.test('the flag that Entra appends to its tenant URL is no parameter', async (t) => {
  const bridge = await startBridge(t);
  t.equal((await bridge.scim('GET', '/Users?aadOptscim062020')).status, 200);
  const made = await bridge.scim('POST', '/Users?aadOptscim062020', person(0));
  t.equal(made.status, 201);
});
