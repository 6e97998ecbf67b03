import t from 'tap';
import { decodeLiterals } from '../../../src/scim/filter/decode-literals.ts';
import { lookUpOf } from '../../../src/scim/filter/lookup.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { byName, createAttribute } from '../../../src/scim/schema/catalogue.ts';
import { schemas } from './filter-vectors.ts';
import { printed } from './print-filter.ts';

const user = (text: string) => parseFilter(text, schemas.User);
const MANAGER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';

t.test('an eq on an indexed attribute is a look-up, alone or as a term of and', async (t) => {
  for (const [text, attribute, value] of [
    ['userName eq "Ada"', 'userName', 'Ada'],
    ['(EXTERNALID EQ "e\\u0031")', 'externalId', 'e1'],
    ['id eq "1" and title pr', 'id', '1'],
    ['title pr and (active eq true and userName eq "a")', 'userName', 'a'],
    [`externalId eq "e" and id eq "1" and ${MANAGER} eq "2"`, 'id', '1'],
    ['emails.value eq "a@example.com"', 'emails.value', 'a@example.com'],
    ['emails eq "a@example.com"', 'emails.value', 'a@example.com'],
    ['emails[type eq "work"].value eq "a@example.com"', 'emails.value', 'a@example.com'],
    ['emails[value eq "a@example.com" and primary eq true]', 'emails.value', 'a@example.com'],
  ] as const) {
    t.same(lookUpOf(user(text)), { attribute, value }, text);
  }
});

t.test('no other filter is a look-up', async (t) => {
  for (const text of [
    'userName ne "a"',
    'userName sw "a"',
    'userName pr',
    'id eq null',
    'title eq "a"',
    'userName eq "a" or title pr',
    'not (userName eq "a")',
    'not (userName ne "a")',
    'emails[type eq "work"]',
    'emails[type eq "work" or value eq "a"]',
    `${MANAGER} eq "1"`,
    `${MANAGER}[value eq "1"]`,
    'phoneNumbers.value eq "1"',
    'phoneNumbers[value eq "1"]',
    'frobnicate eq "x"',
  ]) {
    t.equal(lookUpOf(user(text)), undefined, text);
  }
});

t.test('an attribute of an extension is in no index, whatever its name', async (t) => {
  const urn = 'urn:example:params:scim:schemas:extension:twin:2.0:User';
  const attributes = byName([createAttribute('userName', 'string')]);
  const twin = { urn, name: 'Twin', description: 'The same name again', attributes };
  const schema = { ...schemas.User, extensions: new Map([[urn.toLowerCase(), twin]]) };
  t.equal(lookUpOf(parseFilter(`${urn}:userName eq "ada"`, schema)), undefined);
});

t.test('the literals of look-ups are decoded once', async (t) => {
  for (const [text, decoded] of [
    ['userName eq "ada%40example.com"', 'userName eq "ada@example.com"'],
    ['externalId eq "50%2525"', 'externalId eq "50%25"'],
    ['displayName eq "Zo%C3%AB"', 'displayName eq "Zoë"'],
    ['emails eq "a%40b"', 'emails.value eq "a@b"'],
    [
      'title eq "%41" and emails[type eq "%41" and value eq "a%40b"]',
      '(title eq "%41" and emails[(type eq "%41" and value eq "a@b")])',
    ],
  ] as const) {
    const filter = decodeLiterals(user(text));
    t.equal(filter && printed(filter), decoded, text);
  }
});

t.test('where there is nothing to decode there is no second filter', async (t) => {
  for (const text of [
    'userName eq "ada@example.com"',
    'userName eq "50%zz"',
    'userName eq "50%25 and 50%zz"',
    'userName co "%40"',
    'userName eq null',
    'title eq "%40"',
    'phoneNumbers[value eq "%40"]',
    'not (userName eq "%40")',
  ]) {
    t.equal(decodeLiterals(user(text)), undefined, text);
  }
});
