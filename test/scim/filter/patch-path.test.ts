import t from 'tap';
import type { PatchPath } from '../../../src/scim/filter/ast.ts';
import { parsePatchPath } from '../../../src/scim/filter/patch-path.ts';
import { createGroupSchema } from '../../../src/scim/schema/group-schema.ts';
import { createUserSchema } from '../../../src/scim/schema/user-schema.ts';
import { printed } from './print-filter.ts';

const user = createUserSchema();
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const parse = (text: string) => parsePatchPath(text, user);

/** How the path was understood, with the names as the schema spells them. */
function understood(path: PatchPath): string {
  switch (path.kind) {
    case 'attribute':
      return printed({ kind: 'present', path: path.path }).replace(/ pr$/, '');
    case 'values': {
      const sub = path.subAttribute ? `.${path.subAttribute.name}` : '';
      return printed({ kind: 'values', path: path.path, filter: path.filter }) + sub;
    }
    case 'extension':
      return path.extension.urn;
    case 'unknown':
      return `unknown: ${path.text}`;
  }
}

t.test('a path is read in any letter case, with or without a URN', async (t) => {
  for (const [text, meaning] of [
    ['DISPLAYNAME', 'displayName'],
    ['Name.FamilyName', 'name.familyName'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:name.givenName', 'name.givenName'],
    [`${ENTERPRISE}:department`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE.toUpperCase()}:MANAGER.VALUE`, `${ENTERPRISE}:manager.value`],
    [ENTERPRISE.toLowerCase(), ENTERPRISE],
    ['Emails[Type EQ "WORK"].Value', 'emails[type eq "WORK"].value'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "work"]', 'emails[type eq "work"]'],
    [`${ENTERPRISE}:manager[value eq "1"].$REF`, `${ENTERPRISE}:manager[value eq "1"].$ref`],
    ['emails[value eq "a]b.c"]', 'emails[value eq "a]b.c"]'],
    ['roles[primary eq "True"].display', 'roles[primary eq true].display'],
    ['password', 'password'],
  ] as const) {
    t.equal(understood(parse(text)), meaning, text);
  }
});

t.test('the members of a group are chosen by their value', async (t) => {
  t.equal(
    understood(parsePatchPath('MEMBERS[Value eq "UR_1" or value eq "UR_2"]', createGroupSchema())),
    'members[(value eq "UR_1" or value eq "UR_2")]',
  );
});

t.test('what no schema knows is told apart from what is malformed', async (t) => {
  for (const text of [
    'frobnicate',
    'name.motto',
    'displayName.value',
    'urn:example:params:scim:schemas:extension:acme:2.0:User:costCentre',
    `${ENTERPRISE}:colour`,
    `${ENTERPRISE}Extra:department`,
    'colours[type eq "work"].value',
    'emails[type eq "work"].colour',
    'toString',
    'constructor.prototype',
    'emails.constructor',
  ]) {
    t.same(parse(text), { kind: 'unknown', text }, text);
  }
});

t.test('a filter by an unknown name chooses no value', async (t) => {
  t.equal(understood(parse('emails[colour eq "red"]')), 'emails[nothing]');
  t.equal(understood(parse('emails[not (colour eq "red")]')), 'emails[nothing]');
});

t.test('a malformed path is refused', async (t) => {
  for (const [text, scimType] of [
    ['', 'invalidPath'],
    ['.', 'invalidPath'],
    ['name..givenName', 'invalidPath'],
    ['name.givenName.first', 'invalidPath'],
    ['display name', 'invalidPath'],
    ['__proto__', 'invalidPath'],
    ['emails.__proto__', 'invalidPath'],
    ['constructor.prototype.polluted', 'invalidPath'],
    [`${ENTERPRISE}:__proto__.polluted`, 'invalidPath'],
    ['[type eq "work"]', 'invalidPath'],
    ['title[value eq "x"]', 'invalidPath'],
    ['emails.value[type eq "x"]', 'invalidPath'],
    [`${ENTERPRISE}[department eq "x"]`, 'invalidPath'],
    ['.'.repeat(100_000), 'invalidPath'],
    [`emails[type eq "${'x'.repeat(5000)}"]`, 'invalidPath'],
    ['emails[]', 'invalidFilter'],
    ['emails[type eq ].value', 'invalidFilter'],
    ['emails[type eq "work".value', 'invalidFilter'],
    ['emails[type eq "work"]value', 'invalidFilter'],
    ['emails[type eq "work"].', 'invalidFilter'],
    ['emails[type eq "work"][value pr]', 'invalidFilter'],
    ['emails[type eq "work"].value.x', 'invalidFilter'],
    ['emails[__proto__.a eq "1"].value', 'invalidFilter'],
    ['colours[type eq', 'invalidFilter'],
  ] as const) {
    t.throws(() => parse(text), { name: 'ScimError', status: 400, scimType }, text.slice(0, 60));
  }
});
