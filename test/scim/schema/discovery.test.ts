import t from 'tap';
import type { Json } from '../../../src/provisioning/resource.ts';
import { resourceTypeBody, schemaBodies } from '../../../src/scim/schema/discovery.ts';
import { createGroupSchema } from '../../../src/scim/schema/group-schema.ts';
import { serviceProviderConfigBody } from '../../../src/scim/schema/service-provider-config.ts';
import { createUserSchema } from '../../../src/scim/schema/user-schema.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const QUALTRICS = 'urn:ietf:params:scim:schemas:extension:qualtrics:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const baseUrl = 'https://scim.example.com/scim/v2';

const bodies = [createUserSchema(), createGroupSchema()].flatMap((schema) => schemaBodies(schema, baseUrl));

interface AttributeBody {
  readonly name: string;
  readonly [characteristic: string]: Json;
}

function attributesOf(urn: string): Map<string, AttributeBody> {
  const body = bodies.find(({ id }) => id === urn);
  const list: AttributeBody[] = JSON.parse(JSON.stringify(body?.attributes));
  return new Map(list.map((attribute) => [attribute.name, attribute]));
}

t.test('/Schemas has the schemas of users and groups, each where it says it is', async (t) => {
  t.same(
    bodies.map(({ id }) => id),
    [USER, ENTERPRISE, QUALTRICS, GROUP],
  );
  t.match(bodies[1], {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    name: 'EnterpriseUser',
    description: 'Enterprise User',
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${ENTERPRISE}` },
  });
});

t.test('attributes are described as RFC 7643 8.7.1 does', async (t) => {
  const user = attributesOf(USER);
  t.match(user.get('userName'), {
    type: 'string',
    multiValued: false,
    required: true,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'server',
  });
  t.match(user.get('password'), { mutability: 'writeOnly', returned: 'never' });
  t.match(user.get('profileUrl'), { type: 'reference', referenceTypes: ['external'] });
  t.strictSame(Object.keys(user.get('active') ?? {}).sort(), [
    'description',
    'multiValued',
    'mutability',
    'name',
    'required',
    'returned',
    'type',
  ]);
  const [value, , type] = JSON.parse(JSON.stringify(user.get('emails')?.subAttributes));
  t.match(value, { name: 'value', type: 'string', caseExact: false });
  t.match(type, { name: 'type', canonicalValues: ['work', 'home', 'other'] });
  t.notOk('canonicalValues' in value, 'no empty lists of suggestions');
});

t.test('what every resource has is part of no schema', async (t) => {
  for (const urn of [USER, ENTERPRISE, QUALTRICS, GROUP]) {
    const names = attributesOf(urn);
    t.ok(names.size > 1, urn);
    for (const name of ['schemas', 'id', 'externalId', 'meta']) t.notOk(names.has(name), name);
  }
});

t.test('the Qualtrics extension says what a client may write', async (t) => {
  const mutability = [...attributesOf(QUALTRICS)].map(([name, each]) => [name, each.type, each.mutability]);
  t.same(mutability, [
    ['divisionId', 'string', 'readWrite'],
    ['accountExpirationDate', 'dateTime', 'readWrite'],
    ['lastLoginDate', 'dateTime', 'readOnly'],
    ['accountCreationDate', 'dateTime', 'readOnly'],
    ['organizationId', 'string', 'readOnly'],
    ['permissions', 'complex', 'readOnly'],
  ]);
});

t.test('/ResourceTypes names the endpoints and the extensions', async (t) => {
  t.strictSame(resourceTypeBody(createUserSchema(), baseUrl), {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: 'User',
    name: 'User',
    description: 'User Account',
    endpoint: '/Users',
    schema: USER,
    schemaExtensions: [
      { schema: ENTERPRISE, required: false },
      { schema: QUALTRICS, required: false },
    ],
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/User` },
  });
  t.match(resourceTypeBody(createGroupSchema(), baseUrl), { endpoint: '/Groups', schemaExtensions: [] });
});

t.test('/ServiceProviderConfig is complete though bulk is off', async (t) => {
  const body = serviceProviderConfigBody({ baseUrl, maxResults: 200 });
  t.match(body, {
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: 200 },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [{ type: 'oauthbearertoken', name: String, description: String, primary: true }],
    meta: { location: `${baseUrl}/ServiceProviderConfig` },
  });
  t.notOk('documentationUri' in body);
  const documentationUri = 'https://docs.example.com/scim';
  t.match(serviceProviderConfigBody({ baseUrl, maxResults: 200, documentationUri }), { documentationUri });
});

t.test('no body holds null or undefined', async (t) => {
  const all = [...bodies, resourceTypeBody(createUserSchema(), baseUrl)];
  t.notMatch(JSON.stringify(all), ':null');
  t.strictSame(JSON.parse(JSON.stringify(all)), all);
});
