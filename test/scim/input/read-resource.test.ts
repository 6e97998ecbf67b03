import t from 'tap';
import {
  ENTERPRISE_USER_SCHEMA as ENTERPRISE,
  QUALTRICS_USER_SCHEMA as QUALTRICS,
  USER_SCHEMA as USER,
} from '../../../src/provisioning/resource.ts';
import { readResource } from '../../../src/scim/input/read-resource.ts';
import { schemas } from '../patch/vectors.ts';
import { refusalOf } from '../refusal-of.ts';

const readUser = (body: unknown) => readResource(schemas.User, body);
const userName = 'ada@users.example.com';

t.test(
  'null, "" and [] are not stored but named, as the schema spells them, down to the sub-attribute',
  async (t) => {
    const { resource, cleared } = readUser({
      userName,
      TITLE: null,
      locale: '',
      phoneNumbers: [],
      roles: [null],
      emails: [{ type: 'work', value: '' }],
      active: null,
      name: { givenName: 'Ada', middleName: '', familyName: null },
      [ENTERPRISE]: { manager: '', department: null },
    });
    t.strictSame(resource, { schemas: [USER], userName, name: { givenName: 'Ada' } });
    t.strictSame(cleared.sort(), [
      'active',
      'emails',
      'locale',
      'name.familyName',
      'name.middleName',
      'phoneNumbers',
      'roles',
      'title',
      `${ENTERPRISE}:department`,
      `${ENTERPRISE}:manager`,
    ]);
  },
);

t.test('a whole name or extension sent as null is all its attributes sent as null', async (t) => {
  const { cleared } = readUser({ userName, name: null, [QUALTRICS]: null });
  t.strictSame(cleared, [
    'name.formatted',
    'name.familyName',
    'name.givenName',
    'name.middleName',
    'name.honorificPrefix',
    'name.honorificSuffix',
    `${QUALTRICS}:divisionId`,
    `${QUALTRICS}:accountExpirationDate`,
  ]);
});

t.test('what was left out is neither there nor cleared', async (t) => {
  const { resource, cleared } = readUser({ schemas: [USER], userName, name: {} });
  t.strictSame([resource, cleared], [{ schemas: [USER], userName }, []]);
});

t.test('malformed values of known attributes are refused, and the path is named', async (t) => {
  const refused: [body: object, path: string][] = [
    [{ active: 'banana' }, 'active'],
    [{ active: '' }, 'active'],
    [{ active: 1 }, 'active'],
    [{ title: 42 }, 'title'],
    [{ title: { a: 1 } }, 'title'],
    [{ title: ['a', 'b'] }, 'title'],
    [{ name: 'Ada' }, 'name'],
    [{ name: { familyName: {} } }, 'name.familyName'],
    [{ emails: 7 }, 'emails'],
    [{ emails: '' }, 'emails'],
    [{ emails: [[{ value: 'a' }]] }, 'emails'],
    [{ emails: [{ primary: 'yes' }] }, 'emails.primary'],
    [{ addresses: 'London' }, 'addresses'],
    [{ [ENTERPRISE]: 'Sales' }, ENTERPRISE],
    [{ [ENTERPRISE]: { manager: 7 } }, `${ENTERPRISE}:manager`],
    [{ [ENTERPRISE]: { manager: { displayName: 'Mo' } } }, `${ENTERPRISE}:manager`],
    [{ [QUALTRICS]: { accountExpirationDate: 'soon' } }, `${QUALTRICS}:accountExpirationDate`],
  ];
  for (const [body, path] of refused) {
    const attempt = () => readUser({ userName, ...body });
    t.equal(refusalOf(attempt), 'invalidValue', JSON.stringify(body));
    t.throws(attempt, { message: new RegExp(`^${path.replaceAll('.', '\\.')} must be `) });
  }
});

t.test('a user needs a userName, a group a displayName', async (t) => {
  for (const name of [undefined, null, '']) {
    t.equal(
      refusalOf(() => readUser({ userName: name, active: true })),
      'invalidValue',
    );
    t.equal(
      refusalOf(() => readResource(schemas.Group, { displayName: name })),
      'invalidValue',
    );
  }
});

t.test('a body that is no object is refused', async (t) => {
  for (const body of [undefined, null, [], 'x', 7, true]) {
    t.equal(
      refusalOf(() => readUser(body)),
      'invalidSyntax',
    );
  }
});

t.test('a password is handed over beside the resource', async (t) => {
  const { resource, password, cleared } = readUser({ userName, password: 'x7Kp20qz' });
  t.strictSame([resource, password, cleared], [{ schemas: [USER], userName }, 'x7Kp20qz', []]);
  t.equal(readUser({ userName, password: '' }).password, undefined);
});

t.test('a group takes members in every form, each by its value', async (t) => {
  const members = [{ value: 'a', display: 'Ada', $ref: null }, 'b', { value: 'c', type: 'User' }];
  const { resource } = readResource(schemas.Group, { displayName: 'Sales', members });
  t.strictSame(resource.members, [{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
});
