import t from 'tap';
import { parseFilter } from '../../src/scim/filter/parse.ts';
import { userCondition } from '../../src/scim/user-condition.ts';
import { userQueries } from '../../src/scim/user-query.ts';
import { type FilterVector, schemas, vectors } from './filter/filter-vectors.ts';

const of = (text: string) => userCondition(parseFilter(text, schemas.User));
const text = (attribute: string, operator: string, value: string) => ({
  kind: 'text',
  attribute,
  operator,
  value,
});

t.test('a filter of attributes that the store has apart is a condition, whole', async (t) => {
  for (const [filter, condition] of [
    ['DISPLAYNAME SW "Ada"', text('displayName', 'sw', 'Ada')],
    ['active eq "False"', { kind: 'active', value: false }],
    ['meta.lastModified gt "1970-01-01T00:00:01Z"', { kind: 'lastModified', operator: 'gt', instant: 1000 }],
    ['emails co "x"', { kind: 'email', operator: 'co', value: 'x' }],
    ['emails[value eq "x"]', { kind: 'email', operator: 'eq', value: 'x' }],
    ['groups eq "DV_1"', { kind: 'group', id: 'DV_1' }],
    ['name[familyName eq "x"]', text('familyName', 'eq', 'x')],
    ['displayName pr', { kind: 'present', attribute: 'displayName' }],
    ['displayName eq null', { kind: 'not', term: { kind: 'present', attribute: 'displayName' } }],
    ['frobnicate eq "x"', { kind: 'any', terms: [] }],
    [
      'not (id eq "1" or name.formatted le "x")',
      {
        kind: 'not',
        term: { kind: 'any', terms: [text('id', 'eq', '1'), text('formattedName', 'le', 'x')] },
      },
    ],
    [
      'userName ne "x"',
      {
        kind: 'not',
        term: {
          kind: 'all',
          terms: [text('userName', 'eq', 'x'), { kind: 'present', attribute: 'userName' }],
        },
      },
    ],
  ] as const) {
    t.same(of(filter), { condition, isWhole: true }, filter);
  }
});

t.test('of an and the terms that the store has narrow the rest', async (t) => {
  const active = { kind: 'active', value: true };
  t.same(of('active eq true and title eq "x"'), {
    condition: { kind: 'all', terms: [active] },
    isWhole: false,
  });
  t.same(of('emails[type eq "work" and value sw "x"]'), {
    condition: { kind: 'all', terms: [{ kind: 'email', operator: 'sw', value: 'x' }] },
    isWhole: false,
  });
  t.match(of('emails[value sw "x" and value ew "y"]'), { isWhole: false }, 'of one value, not each of some');
  t.match(of('(active eq true and title pr) or userName eq "x"'), {
    condition: { kind: 'any' },
    isWhole: false,
  });
});

t.test('what leaves everybody possible is no condition', async (t) => {
  for (const filter of [
    'title eq "x"',
    'title eq "x" or active eq true',
    'not (title eq "x" and active eq true)',
    'emails pr',
    'emails.value ne "x"',
    'emails[value ne "x"]',
    'emails[value eq null]',
    'emails[not (value eq "x")]',
    'emails.value gt "x"',
    'groups pr',
    'groups ne "DV_1"',
    'meta.lastModified co "2024"',
    'meta.created gt "2024-01-01T00:00:00Z"',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "x"',
  ]) {
    t.equal(of(filter), undefined, filter);
  }
});

/** Beside those of the vectors: attributes that identity providers match and import by. */
const SENT = [
  'displayName eq "Ada"',
  'name.givenName eq "Ada" and name.familyName eq "King"',
  'emails[type eq "work"].value eq "ada@example.com"',
  'active eq true',
  'meta.lastModified gt "2024-01-01T00:00:00Z"',
  'userName sw "ada" or displayName co "ada"',
  'groups.value eq "DV_1" and active eq true',
  'userName eq "a" and not (active eq false)',
];
const ofIdentityProvider = ({ spec, core }: FilterVector) => core === true || /Okta|Entra|Ping/.test(spec);

t.test('whatever identity providers send is answered without going through everybody', async (t) => {
  const ours = vectors.filter(({ resourceType, matches }) => resourceType === 'User' && matches);
  const counts = { lookUp: 0, compiled: 0, narrowed: 0, streamed: 0 };
  const wayOf = (filter: string): keyof typeof counts => {
    const [query] = userQueries(filter, { startIndex: 1, count: 10 }, schemas.User);
    if (query?.lookUp) return 'lookUp';
    if (query?.condition) return query.isWhole ? 'compiled' : 'narrowed';
    return 'streamed';
  };
  for (const { filter, orError } of ours) if (!orError) counts[wayOf(filter)]++;
  t.comment(counts);
  const sent = ours.filter(ofIdentityProvider).map(({ filter }) => filter);
  t.ok(sent.length > 20);
  t.same(
    [...sent, ...SENT].filter((filter) => wayOf(filter) === 'streamed'),
    [],
  );
});
