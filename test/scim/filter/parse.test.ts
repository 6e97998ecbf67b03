import t from 'tap';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { ScimError } from '../../../src/scim/scim-error.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { labUrn, schemas } from './filter-vectors.ts';
import { printed } from './print-filter.ts';

/** How the parser understood the text. */
const understood = (text: string) => printed(parseFilter(text, schemas.User));

const invalid = { name: 'ScimError', status: 400, scimType: 'invalidFilter' };

t.test('and binds tighter than or, not takes what is in its parentheses', async (t) => {
  t.equal(
    understood('title pr or title eq "b" and not(active eq true) or id pr'),
    '(title pr or (title eq "b" and not (active eq true)) or id pr)',
  );
});

t.test('names come out as the schema spells them', async (t) => {
  t.equal(understood('USERNAME SW "A" AND NAME.FAMILYNAME PR'), '(userName sw "A" and name.familyName pr)');
  t.equal(understood('urn:IETF:params:scim:schemas:core:2.0:user:Title pr'), 'title pr');
  t.equal(
    understood('URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:User:manager.VALUE pr'),
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr',
  );
});

t.test('a complex attribute stands for its value', async (t) => {
  t.equal(understood('emails co "@example.com"'), 'emails.value co "@example.com"');
  t.throws(() => understood('name eq "Ada"'), invalid);
  t.throws(() => understood('addresses eq "Leeds"'), invalid);
});

t.test('a comparison after the brackets asks about the same value', async (t) => {
  const meant = 'emails[(type eq "work" and value eq "a@example.com")]';
  t.equal(understood('emails[type eq "work"].value eq "a@example.com"'), meant);
  t.equal(understood('emails[type eq "work"] eq "a@example.com"'), meant);
  t.equal(understood('emails[type eq "work"].display pr'), 'emails[(type eq "work" and display pr)]');
});

t.test('the strings of Entra ID become booleans where the schema wants one', async (t) => {
  t.equal(understood('active eq "False"'), 'active eq false');
  t.equal(understood('emails[primary ne "TRUE"]'), 'emails[primary ne true]');
  t.equal(understood('title eq "True"'), 'title eq "True"');
});

t.test('what no schema knows matches nothing, negated or not', async (t) => {
  for (const text of [
    'frobnicate eq "x"',
    'name.frobnicate pr',
    'password eq "secret"',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:UserX:department pr',
    'not (password pr)',
    'not (title pr and (id pr or frobnicate pr))',
    'not (emails[frobnicate pr])',
    'toString pr',
    'valueOf.constructor eq "x"',
  ]) {
    t.equal(understood(text), 'nothing', text);
  }
  t.equal(understood('emails[not (frobnicate pr)]'), 'emails[nothing]');
  t.equal(understood('title pr or frobnicate pr'), '(title pr or nothing)');
});

t.test('an operator or a literal that does not fit the type is refused', async (t) => {
  for (const text of [
    'active eq 1',
    'active eq "yes"',
    'active co "true"',
    'active gt null',
    'title eq true',
    'title gt null',
    'meta.created eq 2024',
    'meta.created ge "2024-02-30T00:00:00Z"',
    'x509Certificates.value ge "MII"',
    `${labUrn}:badge sw 1`,
    `${labUrn}:badge eq true`,
    'title[value eq "x"]',
    'name.givenName[value eq "x"]',
    'emails[type[value eq "x"]]',
  ]) {
    t.throws(() => understood(text), invalid, text);
  }
});

t.test('malformed text is refused', async (t) => {
  for (const text of [
    '',
    ' ',
    '"title" pr',
    'title',
    'title pr pr',
    'title eq "a" "b"',
    'title eq 01',
    'title eq +1',
    'title eq .5',
    'title eq "\\u00g0"',
    'title eq "\t"',
    '.title pr',
    'name. pr',
    'name..givenName pr',
    'name.givenName.first pr',
    '__proto__ pr',
    'emails[__proto__ pr]',
    'emails[type eq "work"].__proto__ pr',
    'emails[type eq "work"].value',
    'emails[type eq "work"].value.x pr',
    'emails[type eq "work"]value eq "x"',
    'emails[type eq "work")',
    '(title pr]',
    'not title pr',
    'not pr',
    ':title pr',
    'urn:title pr',
    'ürn pr',
    'title\npr',
  ]) {
    t.throws(() => understood(text), invalid, JSON.stringify(text));
  }
});

t.test('an error says where, and repeats nothing that the client sent', async (t) => {
  t.throws(() => understood('userName eq "ada@example.com" oops'), {
    message: 'The filter is not valid: expected the end at 30.',
  });
  t.throws(() => understood('userName eq'), { message: /after its last character/ });
});

t.test(
  'length, depth and the number of comparisons have limits, and the limit itself is allowed',
  async (t) => {
    const long = (length: number) => `title eq "${'x'.repeat(length - 11)}"`;
    const deep = (levels: number) => `${'('.repeat(levels)}title pr${')'.repeat(levels)}`;
    const wide = (terms: number) => Array(terms).fill('id pr').join(' or ');
    t.doesNotThrow(() => understood(long(4096)));
    t.throws(() => understood(long(4097)), invalid);
    t.doesNotThrow(() => understood(deep(32)));
    t.throws(() => understood(deep(33)), invalid);
    t.doesNotThrow(() => understood(Array(40).fill('(id pr)').join(' or ')), 'side by side is not deep');
    t.doesNotThrow(() => understood(wide(256)));
    t.throws(() => understood(wide(257)), invalid);
  },
);

t.test('the worst text that the limits let through is answered within the time of the vectors', async (t) => {
  const pieces = [
    '(',
    'not(',
    'emails[',
    '"',
    '\\',
    '\\"',
    '\\u0041',
    '.',
    ':',
    'urn:',
    'a.',
    'a:',
    ' ',
    '-',
    '1e',
  ];
  for (const piece of [...pieces, 'a eq "', 'id pr or ', 'id pr and not (', 'emails[type eq "']) {
    const text = piece.repeat(4096 / piece.length);
    for (const filter of [text, `title eq "${text}`.slice(0, 4096), `${text.slice(0, 4095)}"`]) {
      const start = cpuTime();
      try {
        understood(filter);
      } catch (error) {
        if (!(error instanceof ScimError)) throw error;
      }
      const ms = cpuTime() - start;
      t.ok(ms < 1000, `${JSON.stringify(piece)} in ${ms.toFixed(1)} ms`);
    }
  }
});
