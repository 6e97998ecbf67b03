import t from 'tap';
import { groupQueries } from '../../src/scim/group-query.ts';
import { schemas } from './filter/filter-vectors.ts';

const lookUps = (text: string) =>
  groupQueries(text, { startIndex: 1, count: 10 }, 'none', schemas.Group)[0]?.lookUps;

t.test(
  'an eq of what has an index is a look-up, alone, as a term of and, or on every side of or',
  async (t) => {
    for (const [text, ...expected] of [
      ['displayName eq "a"', ['displayName', 'a']],
      ['id eq "g" and members eq "u"', ['id', 'g']],
      ['members eq "u" and not (displayName eq "a")', ['member', 'u']],
      ['members[value eq "u"]', ['member', 'u']],
      ['externalId eq "e" or members.value eq "u"', ['externalId', 'e'], ['member', 'u']],
      [
        '(displayName eq "a" or displayName eq "b") and members eq "u"',
        ['displayName', 'a'],
        ['displayName', 'b'],
      ],
      ['displayName sw "a" and (members eq "u" or id eq "g")', ['member', 'u'], ['id', 'g']],
    ] as const) {
      t.same(
        lookUps(text),
        expected.map(([by, value]) => ({ by, value })),
        text,
      );
    }
  },
);

t.test('what no index answers is no look-up', async (t) => {
  for (const text of [
    'displayName sw "a"',
    'not (id eq "g")',
    'id ne "g"',
    'id eq "g" or displayName sw "a"',
    'members pr',
    'members[value eq "u" and type eq "User"]',
  ]) {
    t.equal(lookUps(text), undefined, text);
  }
});
