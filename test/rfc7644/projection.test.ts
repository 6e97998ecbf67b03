import t from 'tap';
import type { Resource } from '../../src/provisioning/resource.ts';
import { type Bridge, startBridge } from '../support/bridge.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const QUALTRICS = 'urn:ietf:params:scim:schemas:extension:qualtrics:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

const ADA: Resource = {
  userName: 'ada@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  title: 'Countess',
  emails: [
    { value: 'ada@example.com', type: 'work', primary: true },
    { value: 'a@example.org', type: 'home' },
  ],
  [ENTERPRISE]: { department: 'Engines', employeeNumber: '1' },
};

async function withAda(bridge: Bridge): Promise<string> {
  const { body } = await bridge.scim('POST', '/Users', { ...ADA, password: 'Correct horse 1' });
  return body.id;
}

t.test('attributes= shows what was asked for, and id and schemas (RFC 7644 3.9)', async (t) => {
  const bridge = await startBridge(t);
  const id = await withAda(bridge);
  const cases: Readonly<Record<string, object>> = {
    userName: { userName: ADA.userName },
    'USERNAME,Title': { userName: ADA.userName, title: ADA.title },
    ' userName , title ': { userName: ADA.userName, title: ADA.title },
    'name.familyName': { name: { familyName: 'Lovelace' } },
    'emails.value': { emails: [{ value: 'ada@example.com' }, { value: 'a@example.org' }] },
    [`${CORE}:name.givenName`]: { name: { givenName: 'Ada' } },
    [`${ENTERPRISE}:department`]: { [ENTERPRISE]: { department: 'Engines' } },
    [ENTERPRISE.toUpperCase()]: { [ENTERPRISE]: ADA[ENTERPRISE] },
    [`${QUALTRICS}:organizationId`]: { [QUALTRICS]: { organizationId: 'sandbox' } },
    'meta.resourceType': { meta: { resourceType: 'User' } },
    'nothing.known,title': { title: ADA.title },
    'password,title': { title: ADA.title },
  };
  const schemas = [CORE, ENTERPRISE, QUALTRICS];
  for (const [attributes, shown] of Object.entries(cases)) {
    const query = `attributes=${encodeURIComponent(attributes)}`;
    const { body } = await bridge.scim('GET', `/Users/${id}?${query}`);
    t.strictSame(body, { schemas, id, ...shown }, query);
    const filter = encodeURIComponent('userName eq "ada@example.com"');
    const list = await bridge.scim('GET', `/Users?filter=${filter}&${query}`);
    t.strictSame(list.body.Resources, [body], `the same in a list: ${query}`);
  }
});

t.test('excludedAttributes= leaves out what was named, but never id and schemas', async (t) => {
  const bridge = await startBridge(t);
  const id = await withAda(bridge);
  const { body: whole } = await bridge.scim('GET', `/Users/${id}`);
  const { [QUALTRICS]: _qualtrics, meta: _meta, emails: _emails, ...rest } = whole;
  const excluded = encodeURIComponent(`${QUALTRICS},META,emails,id,schemas,userName.none,nothing`);
  t.strictSame((await bridge.scim('GET', `/Users/${id}?excludedAttributes=${excluded}`)).body, rest);

  const part = await bridge.scim('GET', `/Users/${id}?excludedAttributes=name.familyName,emails.type`);
  t.strictSame(part.body.name, { givenName: 'Ada' });
  t.strictSame(part.body.emails, [{ value: 'ada@example.com', primary: true }, { value: 'a@example.org' }]);

  const list = await bridge.scim('GET', `/Users?excludedAttributes=${excluded}`);
  const shown = list.body.Resources.find((user: Resource) => user.id === id);
  t.strictSame(Object.keys(shown).sort(), Object.keys(rest).sort());
});

t.test('a write shows what was asked for, and changes what was sent', async (t) => {
  const bridge = await startBridge(t);
  const { body: made } = await bridge.scim('POST', '/Users?attributes=title', ADA);
  t.strictSame(Object.keys(made), ['schemas', 'id', 'title']);
  const { body: before } = await bridge.scim('GET', `/Users/${made.id}`);

  const operation = { op: 'replace', path: 'title', value: 'Lady' };
  const patched = await bridge.scim('PATCH', `/Users/${made.id}?attributes=userName`, {
    Operations: [operation],
  });
  t.strictSame(Object.keys(patched.body), ['schemas', 'id', 'userName']);
  const { body: after } = await bridge.scim('GET', `/Users/${made.id}`);
  t.strictSame({ ...after, meta: {} }, { ...before, title: 'Lady', meta: {} }, 'nothing unseen was lost');

  const put = await bridge.scim('PUT', `/Users/${made.id}?excludedAttributes=name`, ADA);
  t.notOk('name' in put.body);
  const { body: replaced } = await bridge.scim('GET', `/Users/${made.id}`);
  t.strictSame(replaced.name, ADA.name);
  t.equal(bridge.sandbox.user(made.id)?.lastName, 'Lovelace');
});

t.test('a password is never shown, not even to who asks for it', async (t) => {
  const bridge = await startBridge(t);
  const { text, body } = await bridge.scim('POST', '/Users?attributes=password,userName', {
    ...ADA,
    password: 'Correct horse 1',
  });
  t.notMatch(text, /password|horse/);
  const read = await bridge.scim('GET', `/Users/${body.id}?attributes=password`);
  t.notMatch(read.text, /password|horse/);
});
