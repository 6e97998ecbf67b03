import SCIMMY from 'scimmy';
import t from 'tap';
import type { Attribute, ResourceSchema } from '../../../src/scim/schema/attribute.ts';
import { createGroupSchema } from '../../../src/scim/schema/group-schema.ts';
import { createUserSchema } from '../../../src/scim/schema/user-schema.ts';

/** One line an attribute: its path, its type, and every characteristic that differs from RFC 7643 2.2. */
function lines(attributes: ReadonlyMap<string, Attribute>, prefix = ''): string[] {
  return [...attributes.values()].flatMap((each) => {
    const { required, caseExact, mutability, returned, uniqueness } = each;
    const words = [
      prefix + each.name,
      each.multiValued ? `${each.type}[]` : each.type,
      required && 'required',
      caseExact && 'caseExact',
      mutability !== 'readWrite' && mutability,
      returned !== 'default' && `returned:${returned}`,
      uniqueness !== 'none' && `uniqueness:${uniqueness}`,
    ];
    return [words.filter(Boolean).join(' '), ...lines(each.subAttributes, `${prefix}${each.name}.`)];
  });
}

const valueType = (name: string, value = 'string') => [
  `${name} complex[]`,
  `${name}.value ${value}`,
  `${name}.display string`,
  `${name}.type string`,
  `${name}.primary boolean`,
];

/** RFC 7643 3 and 3.1. */
const COMMON = [
  'schemas reference[] required returned:always',
  'id string caseExact readOnly returned:always uniqueness:server',
  'externalId string caseExact',
  'meta complex readOnly',
  'meta.resourceType string caseExact readOnly',
  'meta.created dateTime readOnly',
  'meta.lastModified dateTime readOnly',
  'meta.location string readOnly',
  'meta.version string caseExact readOnly',
];

t.test('users have the attributes of RFC 7643 8.7.1, plus addresses.primary and exact ids', async (t) => {
  t.strictSame(lines(createUserSchema().attributes), [
    ...COMMON,
    'userName string required uniqueness:server',
    'name complex',
    ...['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map(
      (part) => `name.${part} string`,
    ),
    'displayName string',
    'nickName string',
    'profileUrl reference',
    'title string',
    'userType string',
    'preferredLanguage string',
    'locale string',
    'timezone string',
    'active boolean',
    'password string writeOnly returned:never',
    ...valueType('emails'),
    ...valueType('phoneNumbers'),
    ...valueType('ims'),
    ...valueType('photos', 'reference'),
    'addresses complex[]',
    ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country', 'type'].map(
      (part) => `addresses.${part} string`,
    ),
    'addresses.primary boolean',
    'groups complex[] readOnly',
    'groups.value string caseExact readOnly',
    'groups.$ref reference readOnly',
    'groups.display string readOnly',
    'groups.type string readOnly',
    ...valueType('entitlements'),
    ...valueType('roles'),
    ...valueType('x509Certificates', 'binary caseExact'),
  ]);
});

t.test('the enterprise extension has the attributes of RFC 7643 8.7.1, with exact ids', async (t) => {
  const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user';
  t.strictSame(lines(createUserSchema().extensions.get(urn)?.attributes ?? new Map()), [
    'employeeNumber string',
    'costCenter string',
    'organization string',
    'division string',
    'department string',
    'manager complex',
    'manager.value string caseExact',
    'manager.$ref reference',
    'manager.displayName string readOnly',
  ]);
});

t.test('groups have the attributes of RFC 7643 8.7.1, a required name (4.2), members.display', async (t) => {
  t.strictSame(lines(createGroupSchema().attributes), [
    ...COMMON,
    'displayName string required',
    'members complex[]',
    'members.value string caseExact immutable',
    'members.display string immutable',
    'members.$ref reference immutable',
    'members.type string immutable',
  ]);
});

t.test('every attribute is found by its name in lower case, and is described', async (t) => {
  const check = (attributes: ReadonlyMap<string, Attribute>) => {
    for (const [key, { name, description, subAttributes }] of attributes) {
      t.equal(key, name.toLowerCase());
      t.type(description, 'string');
      check(subAttributes);
    }
  };
  for (const schema of [createUserSchema(), createGroupSchema()] satisfies ResourceSchema[]) {
    check(schema.attributes);
    for (const [key, { urn, attributes }] of schema.extensions) {
      t.equal(key, urn.toLowerCase());
      check(attributes);
    }
  }
});

t.test("scimmy's own definitions stay as they were", async (t) => {
  const before = JSON.stringify([SCIMMY.Schemas.User.definition, SCIMMY.Schemas.Group.definition]);
  createUserSchema();
  createGroupSchema();
  t.equal(JSON.stringify([SCIMMY.Schemas.User.definition, SCIMMY.Schemas.Group.definition]), before);
  t.same(SCIMMY.Resources.declared(), {}, 'and no resource is declared');
});
