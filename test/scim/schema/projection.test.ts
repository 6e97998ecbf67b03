import t from 'tap';
import type { Resource } from '../../../src/provisioning/resource.ts';
import { createGroupSchema } from '../../../src/scim/schema/group-schema.ts';
import { parseProjection, project } from '../../../src/scim/schema/projection.ts';
import { createUserSchema } from '../../../src/scim/schema/user-schema.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const schema = createUserSchema();
const always = { schemas: [USER, ENTERPRISE], id: 'UR_1' };
const ada: Resource = {
  ...always,
  userName: 'ada',
  name: { givenName: 'Ada', familyName: 'Byron' },
  emails: [{ value: 'a@example.com', type: 'work' }, { value: 'a@example.org' }],
  active: false,
  meta: { resourceType: 'User', created: '2024-05-01T00:00:00Z' },
  [ENTERPRISE]: { department: 'Ops', manager: { value: 'UR_2', displayName: 'Bo' } },
};

const only = (attributes: string | string[]) => project(ada, parseProjection({ attributes }, schema));
const without = (excludedAttributes: string) => project(ada, parseProjection({ excludedAttributes }, schema));

t.test('attributes asks for these, and id and schemas come with them', async (t) => {
  t.strictSame(only('userName,active'), { ...always, userName: 'ada', active: false });
  t.strictSame(only('id'), always);
  t.strictSame(only(['userName', 'active']), only(' userName , active '), 'repeated or in one list');
});

t.test('names are read in any case, with a URN, down to sub-attributes', async (t) => {
  t.strictSame(only('NAME.GIVENNAME'), { ...always, name: { givenName: 'Ada' } });
  t.strictSame(only(`${USER}:name.familyName,name.givenName`), { ...always, name: ada.name });
  t.strictSame(only('emails.type'), { ...always, emails: [{ type: 'work' }] });
  t.strictSame(only('emails.display,nickName'), always, 'nothing is left of the emails');
  t.strictSame(only(`${ENTERPRISE.toUpperCase()}:Manager.Value`), {
    ...always,
    [ENTERPRISE]: { manager: { value: 'UR_2' } },
  });
  t.strictSame(only(ENTERPRISE), { ...always, [ENTERPRISE]: ada[ENTERPRISE] });
});

t.test('the whole of an attribute wins over a part of it, in any order', async (t) => {
  t.strictSame(only('name,name.givenName'), { ...always, name: ada.name });
  t.strictSame(only('name.givenName,name'), { ...always, name: ada.name });
});

t.test('excludedAttributes leaves these out, but never id and schemas', async (t) => {
  const { userName, meta, ...rest } = ada;
  t.strictSame(without('USERNAME,meta,id,schemas'), rest);
  t.strictSame(without('emails.value').emails, [{ type: 'work' }]);
  t.strictSame(without(`${ENTERPRISE}:manager.value`)[ENTERPRISE], {
    department: 'Ops',
    manager: { displayName: 'Bo' },
  });
  t.notOk(ENTERPRISE in without(ENTERPRISE));
});

t.test('unknown names are ignored, and so are inherited ones and the password', async (t) => {
  t.strictSame(only('frobnicate,__proto__,constructor.keys,name.toString,password'), always);
  t.strictSame(without('frobnicate,__proto__,constructor.keys,name.toString'), ada);
  const leaky = { ...ada, password: 'secret' };
  t.notOk('password' in project(leaky, parseProjection({ attributes: 'password,userName' }, schema)));
});

t.test('without parameters the resource is the very same', async (t) => {
  t.equal(project(ada, parseProjection({}, schema)), ada);
  t.equal(project(ada, parseProjection({ attributes: '', excludedAttributes: ' , ' }, schema)), ada);
});

t.test('both parameters at once, or one of 5,000 characters, are refused', async (t) => {
  const invalid = { name: 'ScimError', status: 400, scimType: 'invalidValue' };
  t.throws(() => parseProjection({ attributes: 'id', excludedAttributes: 'meta' }, schema), invalid);
  t.throws(() => parseProjection({ attributes: 'a,'.repeat(2500) }, schema), invalid);
  t.throws(() => parseProjection({ excludedAttributes: Array(2500).fill('a') }, schema), invalid);
});

t.test('a projection tells whether members are wanted at all', async (t) => {
  const group = createGroupSchema();
  const wants = (parameters: Parameters<typeof parseProjection>[0]) =>
    parseProjection(parameters, group).wants('members');
  t.ok(wants({}));
  t.ok(wants({ attributes: 'MEMBERS' }));
  t.ok(wants({ attributes: 'members.value' }));
  t.ok(wants({ excludedAttributes: 'members.display' }));
  t.notOk(wants({ attributes: 'id,displayName' }));
  t.notOk(wants({ excludedAttributes: 'Members' }));
});

t.test('the resource itself is not touched', async (t) => {
  const before = JSON.stringify(ada);
  only('emails.value');
  without('emails.value,name.givenName');
  t.equal(JSON.stringify(ada), before);
});
