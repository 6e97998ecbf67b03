import t from 'tap';
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from '../../../src/provisioning/resource.ts';
import { applyPatch } from '../../../src/scim/patch/apply-patch.ts';
import { ada, patchAda } from './ada.ts';
import { schemas } from './vectors.ts';

t.test('a password is handed over beside the resource and is no change of it', async (t) => {
  const result = patchAda({ op: 'replace', value: { password: 'x7Kp20qz-Farn' } });
  t.equal(result.password, 'x7Kp20qz-Farn');
  t.equal(result.changed, false);
  t.equal(result.resource, ada);
});

t.test('another manager comes without the name of the one before', async (t) => {
  const { resource } = patchAda({
    op: 'Replace',
    path: `${ENTERPRISE_USER_SCHEMA}:manager`,
    value: 'user-m2',
  });
  t.strictSame(resource[ENTERPRISE_USER_SCHEMA], { department: 'Sales', manager: { value: 'user-m2' } });
});

t.test('the same manager in another form is no change', async (t) => {
  const value = [{ $ref: 'https://scim.example.com/Users/user-m1', value: 'user-m1' }];
  t.equal(patchAda({ op: 'Add', path: 'manager', value }).resource, ada);
});

t.test('$ref of the manager is the server\u2019s and does not become the manager', async (t) => {
  const { resource, ignored } = patchAda({ op: 'Add', path: 'manager.$ref', value: '../Users/user-m2' });
  t.equal(resource, ada);
  t.strictSame(ignored, [`${ENTERPRISE_USER_SCHEMA}:manager.$ref`]);
});

t.test('null that is held is no value: to remove it is no change', async (t) => {
  const before = {
    id: 'user-self',
    userName: 'ada',
    name: { givenName: 'Ada', middleName: null },
    title: null,
  };
  const Operations = ['title', 'name.middleName'].map((path) => ({ op: 'remove', path }));
  t.equal(applyPatch(schemas.User, before, { Operations }).resource, before);
});

t.test('schemas follow the extensions that have values', async (t) => {
  const without = patchAda({ op: 'remove', path: ENTERPRISE_USER_SCHEMA }).resource;
  t.strictSame(without.schemas, [USER_SCHEMA]);
  const value = { op: 'add', path: `${ENTERPRISE_USER_SCHEMA}:division`, value: 'North' };
  const again = applyPatch(schemas.User, without, { Operations: [value] }).resource;
  t.strictSame(again.schemas, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]);
});

t.test('paths that nobody knows are reported once, without what stands in their brackets', async (t) => {
  const { ignored, repairs, resource } = patchAda(
    { op: 'Add', path: 'badge', value: 1 },
    { op: 'Add', path: 'badge', value: 2 },
    { op: 'Add', path: 'emails[value eq "ada@work.example.com"].colour', value: 1 },
    { op: 'Add', path: 'emails[colour eq "red"].value', value: 'x' },
    { op: 'Add', path: 'name', value: { motto: 'x' } },
    { op: 'Add', path: ENTERPRISE_USER_SCHEMA, value: { badge: 1, 'urn:x:y': 2 } },
  );
  const extension = `${ENTERPRISE_USER_SCHEMA}:`;
  t.strictSame(ignored, ['badge', 'emails[]', 'name.motto', `${extension}badge`, `${extension}urn:x:y`]);
  t.ok(repairs.includes('unknown-name'));
  t.equal(resource, ada);
});
