import t from 'tap';
import { userTypeMap } from '../../../src/provisioning/mapping/user-types.ts';

const types = new Map([
  ['employee', 'UT_EMP'],
  ['boss', 'UT_BRANDADMIN'],
]);

t.test('a mapped userType becomes its id, in any letter case, and is shown by its name', async (t) => {
  const map = userTypeMap(types, false);
  t.strictSame(map.toQualtrics('EMPLOYEE'), { id: 'UT_EMP' });
  t.equal(map.toScim('UT_EMP'), 'employee');
});

t.test('an id goes as it is, and is shown as it is', async (t) => {
  const map = userTypeMap(types, false);
  t.strictSame(map.toQualtrics('UT_9od1enVtTulsEwA'), { id: 'UT_9od1enVtTulsEwA' });
  t.equal(map.toScim('UT_9od1enVtTulsEwA'), 'UT_9od1enVtTulsEwA');
});

t.test('anything else is refused', async (t) => {
  const map = userTypeMap(types, true);
  for (const type of ['Wizard', '', 'UT-1', 'ut_emp', 'UT_a b']) {
    t.strictSame(map.toQualtrics(type), { refused: 'not in QUALTRICS_USER_TYPES' }, type);
  }
});

t.test('nobody becomes a brand administrator by an attribute, unless that is allowed', async (t) => {
  const refused = { refused: 'a brand administrator type' };
  for (const type of ['UT_BRANDADMIN', 'UT_BrandAdmin', 'UT_BRAND_ADMINISTRATOR', 'Boss']) {
    t.strictSame(userTypeMap(types, false).toQualtrics(type), refused, type);
  }
  t.strictSame(userTypeMap(types, true).toQualtrics('boss'), { id: 'UT_BRANDADMIN' });
});
