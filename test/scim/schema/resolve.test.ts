import t from 'tap';
import { resolveName } from '../../../src/scim/schema/resolve.ts';
import { createUserSchema } from '../../../src/scim/schema/user-schema.ts';

const schema = createUserSchema();
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

t.test('a name is found in any letter case and comes with the spelling of the schema', async (t) => {
  t.match(resolveName('USERNAME', schema), { path: { attribute: { name: 'userName' } } });
  t.match(resolveName('Groups.$REF', schema), {
    path: { attribute: { name: 'groups' }, subAttribute: { name: '$ref' } },
  });
  t.match(resolveName('Urn:IETF:params:scim:schemas:core:2.0:USER:Emails.Value', schema), {
    path: { extension: undefined, attribute: { name: 'emails' }, subAttribute: { name: 'value' } },
  });
  t.match(resolveName(`${ENTERPRISE.toUpperCase()}:COSTCENTER`, schema), {
    path: { extension: ENTERPRISE, attribute: { name: 'costCenter' }, subAttribute: undefined },
  });
  t.match(resolveName(ENTERPRISE.toLowerCase(), schema), {
    kind: 'extension',
    extension: { urn: ENTERPRISE },
  });
});

t.test('an attribute of an extension needs its URN, and an attribute of the core none', async (t) => {
  t.equal(resolveName('department', schema), undefined);
  t.equal(resolveName(`${ENTERPRISE}:userName`, schema), undefined);
});

t.test('what the schema does not hold is undefined, inherited names too', async (t) => {
  for (const name of [
    '',
    '.',
    'userName.',
    '.userName',
    'userName.value',
    'name.givenName.first',
    ENTERPRISE.slice(0, -1),
    `${ENTERPRISE}:`,
    `${ENTERPRISE}.department`,
    `${ENTERPRISE}X:department`,
    'urn:ietf:params:scim:schemas:core:2.0:User',
    '__proto__',
    'constructor',
    'toString',
    'name.constructor',
    `${ENTERPRISE}:__proto__`,
    `${ENTERPRISE}:hasOwnProperty`,
  ]) {
    t.equal(resolveName(name, schema), undefined, name);
  }
});
