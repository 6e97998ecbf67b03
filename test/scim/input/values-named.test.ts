import t from 'tap';
import {
  ENTERPRISE_USER_SCHEMA as ENTERPRISE,
  QUALTRICS_USER_SCHEMA as QUALTRICS,
  USER_SCHEMA as USER,
} from '../../../src/provisioning/resource.ts';
import { readResource } from '../../../src/scim/input/read-resource.ts';
import { schemas } from '../patch/vectors.ts';

const readUser = (body: unknown) => readResource(schemas.User, body);
const userName = 'ada@users.example.com';

t.test('names in any case and with the core URN end in the spelling of the schema', async (t) => {
  const { resource } = readUser({
    USERNAME: userName,
    Name: { GIVENNAME: 'Ada' },
    [`${USER.toUpperCase()}:title`]: 'Lead',
    [`${USER}:name.familyName`]: 'Marsh',
    [ENTERPRISE.toUpperCase()]: { Department: 'Sales', costcenter: 'CC-1' },
    [`${ENTERPRISE}:division`]: 'North',
  });
  t.strictSame(resource, {
    schemas: [USER, ENTERPRISE],
    userName,
    name: { givenName: 'Ada', familyName: 'Marsh' },
    title: 'Lead',
    [ENTERPRISE]: { department: 'Sales', costCenter: 'CC-1', division: 'North' },
  });
});

t.test('a later spelling of the same attribute wins', async (t) => {
  const { resource, cleared } = readUser({
    userName,
    title: null,
    Title: 'Lead',
    nickName: 'A',
    NICKNAME: '',
  });
  t.strictSame([resource.title, resource.nickName, cleared], ['Lead', undefined, ['nickName']]);
});

t.test(
  'id, meta, schemas and groups are the server\u2019s: what a client sends of them is ignored',
  async (t) => {
    const body = {
      schemas: [USER],
      id: 'another',
      meta: { resourceType: 'Group', created: 'never' },
      groups: [{ value: 'g' }],
      userName,
      [QUALTRICS]: { lastLoginDate: 'x', organizationId: 7, permissions: { controlPanel: { deep: [1] } } },
    };
    const { resource, ignored, repairs } = readUser(body);
    t.strictSame([resource, ignored, repairs], [{ schemas: [USER], userName }, [], ['read-only-echo']]);
  },
);

t.test('attributes that no schema knows are ignored and reported by path', async (t) => {
  const body = JSON.parse(`{
    "schemas": ["${USER}"], "userName": "${userName}", "favouriteColour": "red", "__proto__": {"admin": true},
    "constructor": {"prototype": {}}, "name": {"motto": "x", "__proto__": {"a": 1}}, "emails": [{"value": "a", "toString": 1}],
    "urn:example:acme:2.0:User": {"badge": 1}, "${ENTERPRISE}": {"badge": 1}, "emails.value": "x"
  }`);
  const { resource, ignored } = readUser(body);
  t.strictSame(ignored.sort(), [
    '__proto__',
    'constructor',
    'emails.toString',
    'emails.value',
    'favouriteColour',
    'name.__proto__',
    'name.motto',
    'urn:example:acme:2.0:User',
    `${ENTERPRISE}:badge`,
  ]);
  t.strictSame(resource, { schemas: [USER], userName, emails: [{ value: 'a' }] });
});
