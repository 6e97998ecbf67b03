/** The discovery endpoints over HTTP (RFC 7643 sections 5 to 7, RFC 7644 section 4), and whether they tell the truth. */
import t from 'tap';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { type Bridge, startBridge } from '../support/bridge.ts';
import type { AttributeBody, SchemaBody } from './schema-body.ts';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ADA = { userName: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Lovelace' } };

const ONE_OF = {
  type: ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'],
  mutability: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  returned: ['always', 'never', 'default', 'request'],
  uniqueness: ['none', 'server', 'global'],
} as const;

async function listOf<T>(bridge: Bridge, path: string): Promise<readonly T[]> {
  const { status, body } = await bridge.scim('GET', path);
  if (status !== 200) throw new Error(`GET ${path}: ${status}`);
  return body.Resources;
}

t.test('/Schemas describes every attribute as RFC 7643 section 7 asks', async (t) => {
  const bridge = await startBridge(t);
  const check = (place: string, attributes: readonly AttributeBody[], isSub: boolean): void => {
    const names = attributes.map(({ name }) => name.toLowerCase());
    t.equal(new Set(names).size, names.length, `${place}: no name twice`);
    for (const each of attributes) {
      const where = `${place}.${each.name}`;
      t.match(each.name, /^(\$ref|[A-Za-z][\w-]*)$/, where);
      t.match(each.description, /\w+/, where);
      for (const name of ['multiValued', 'required'] as const)
        t.type(each[name], 'boolean', `${where}: ${name}`);
      for (const name of ['type', 'mutability', 'returned'] as const) {
        t.ok((ONE_OF[name] as readonly string[]).includes(each[name]), `${where}: ${name}`);
      }
      const isText = ['string', 'reference', 'binary'].includes(each.type);
      t.equal(typeof each.caseExact, isText ? 'boolean' : 'undefined', `${where}: caseExact`);
      t.equal(
        ONE_OF.uniqueness.some((one) => one === each.uniqueness),
        isText,
        `${where}: uniqueness`,
      );
      t.equal(Array.isArray(each.referenceTypes), each.type === 'reference', `${where}: referenceTypes`);
      t.equal(Array.isArray(each.subAttributes), each.type === 'complex', `${where}: subAttributes`);
      t.notOk(
        isSub && each.type === 'complex',
        `${where}: no complex value inside a complex one (RFC 7643 2.3.8)`,
      );
      if (each.canonicalValues) t.ok(each.canonicalValues.length > 0, `${where}: no empty suggestions`);
      check(where, each.subAttributes ?? [], true);
    }
  };
  for (const { id, name, description, attributes } of await listOf<SchemaBody>(bridge, '/Schemas')) {
    t.match(id, /^urn:ietf:params:scim:schemas:/);
    t.match(name, /^\w+$/);
    t.match(description, /\w+/);
    t.ok(attributes.length > 0);
    check(id, attributes, false);
  }
});

t.test(
  '/ResourceTypes names endpoints that answer and schemas that are there (RFC 7643 section 6)',
  async (t) => {
    const bridge = await startBridge(t);
    const schemas = (await listOf<SchemaBody>(bridge, '/Schemas')).map(({ id }) => id);
    const types = await listOf<Record<string, unknown>>(bridge, '/ResourceTypes');
    const named = new Set<unknown>();
    for (const type of types) {
      t.match(type, {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
        id: String,
        name: type.id,
        description: /\w+/,
        endpoint: /^\/\w+$/,
        schema: String,
        schemaExtensions: Array,
      });
      t.equal((await bridge.scim('GET', String(type.endpoint))).status, 200, `GET ${type.endpoint}`);
      const extensions = type.schemaExtensions as { schema: string; required: boolean }[];
      for (const { required } of extensions) t.equal(required, false);
      for (const urn of [type.schema, ...extensions.map(({ schema }) => schema)]) named.add(urn);
    }
    t.strictSame([...named].sort(), schemas.toSorted(), 'every schema is of a resource type');
  },
);

t.test('the resource types are users and groups', async (t) => {
  const bridge = await startBridge(t);
  const types = await listOf<{ endpoint: string }>(bridge, '/ResourceTypes');
  t.strictSame(types.map(({ endpoint }) => endpoint).sort(), ['/Groups', '/Users']);
});

t.test('every entry is also found by its id, in any letter case, at the place that it says', async (t) => {
  const bridge = await startBridge(t);
  for (const path of ['/Schemas', '/ResourceTypes']) {
    const { body } = await bridge.scim('GET', path);
    t.match(body, {
      schemas: [LIST],
      totalResults: body.Resources.length,
      startIndex: 1,
      itemsPerPage: body.Resources.length,
    });
    for (const entry of body.Resources) {
      const location = `${bridge.origin}/scim/v2${path}/${entry.id}`;
      t.strictSame(entry.meta, { resourceType: path.slice(1, -1), location });
      t.strictSame((await bridge.scim('GET', `${path}/${entry.id}`)).body, entry);
      t.strictSame((await bridge.scim('GET', `${path}/${entry.id.toUpperCase()}`)).body, entry);
    }
    isScimError(t, await bridge.scim('GET', `${path}/none`), 404);
  }
});

t.test(
  'a filter on a discovery endpoint is 403: nobody is to believe that it was heeded (RFC 7644 section 4)',
  async (t) => {
    const bridge = await startBridge(t);
    const filter = encodeURIComponent('name eq "User"');
    for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig']) {
      isScimError(t, await bridge.scim('GET', `${path}?filter=${filter}`), 403);
      const paged = await bridge.scim('GET', `${path}?startIndex=2&count=1&sortBy=id&attributes=id`);
      t.strictSame(paged.body, (await bridge.scim('GET', path)).body, 'other parameters are ignored');
    }
  },
);

t.test('/ServiceProviderConfig has all that RFC 7643 section 5 asks for', async (t) => {
  const bridge = await startBridge(t);
  const { body } = await bridge.scim('GET', '/ServiceProviderConfig');
  t.match(body, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: Boolean },
    bulk: { supported: Boolean, maxOperations: Number, maxPayloadSize: Number },
    filter: { supported: Boolean, maxResults: Number },
    changePassword: { supported: Boolean },
    sort: { supported: Boolean },
    etag: { supported: Boolean },
    authenticationSchemes: [{ type: 'oauthbearertoken', name: /\w/, description: /\w/ }],
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${bridge.origin}/scim/v2/ServiceProviderConfig`,
    },
  });
});

t.test('/ServiceProviderConfig says what is true', async (t) => {
  const bridge = await startBridge(t, { users: 20 });
  const { body: config } = await bridge.scim('GET', '/ServiceProviderConfig');
  const made = await bridge.scim('POST', '/Users', ADA);
  const path = `/Users/${made.body.id}`;
  const rename = { Operations: [{ op: 'replace', path: 'title', value: 'Countess' }] };

  t.equal((await bridge.scim('PATCH', path, rename)).status === 200, config.patch.supported, 'patch');
  t.equal(
    (await bridge.scim('POST', '/Bulk', { Operations: [] })).status !== 501,
    config.bulk.supported,
    'bulk',
  );
  const filtered = await bridge.scim(
    'GET',
    `/Users?filter=${encodeURIComponent('userName eq "ada@example.com"')}`,
  );
  t.equal(filtered.body.totalResults === 1, config.filter.supported, 'filter');

  const idsOf = async (query: string) =>
    (await bridge.scim('GET', `/Users?${query}`)).body.Resources.map(({ id }: { id: string }) => id);
  const [plain, ascending, descending] = await Promise.all(
    ['', 'sortBy=userName', 'sortBy=userName&sortOrder=descending'].map(idsOf),
  );
  const isSorted =
    JSON.stringify(ascending) !== JSON.stringify(plain) ||
    JSON.stringify(descending) !== JSON.stringify(plain);
  t.equal(isSorted, config.sort.supported, 'sort');

  const hasVersion = made.headers.has('etag') || 'version' in made.body.meta;
  t.equal(hasVersion, config.etag.supported, 'etag');
  const conditional = await bridge.scim('PATCH', path, rename, { 'if-match': 'W/"never"' });
  t.equal(conditional.status === 412, config.etag.supported, 'If-Match');

  const before = bridge.sandbox.user(made.body.id);
  await bridge.scim('PATCH', path, {
    Operations: [{ op: 'replace', path: 'password', value: 'Correct horse 1' }],
  });
  const isChanged = JSON.stringify(bridge.sandbox.user(made.body.id)) !== JSON.stringify(before);
  t.equal(isChanged, config.changePassword.supported, 'changePassword');
});
