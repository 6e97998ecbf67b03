import t from 'tap';
import { refusalOf } from '../refusal-of.ts';
import { ada, patchAda, patchGroup } from './ada.ts';

t.test('what is reported is bounded in number and length', async (t) => {
  const value = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`${at}`.padEnd(300, 'x'), 1]));
  const { ignored } = patchAda({ op: 'replace', value });
  t.equal(ignored.length, 100);
  t.equal(Math.max(...ignored.map((path) => path.length)), 200);
});

t.test('more than 1,000 operations are refused', async (t) => {
  const operations = Array.from({ length: 1001 }, () => ({ op: 'replace', path: 'title', value: 'x' }));
  t.equal(
    refusalOf(() => patchAda(...operations)),
    'tooMany',
  );
  t.equal(
    refusalOf(() => patchAda(...operations.slice(1))),
    undefined,
  );
});

t.test(
  '1,000 operations that each walk through 50,000 values are refused before they are done',
  async (t) => {
    const value = Array.from({ length: 50_000 }, (_, at) => ({ value: `${at}@x.example.com`, type: 'work' }));
    const walk = { op: 'replace', path: 'emails[type eq "work"].display', value: 'x' };
    const operations = Array.from({ length: 999 }, () => walk);
    t.equal(
      refusalOf(() => patchAda({ op: 'add', path: 'emails', value }, ...operations)),
      'tooMany',
    );
  },
);

t.test('a group of 5,000 loses 1,000 members by 1,000 operations, and 100,000 join by one', async (t) => {
  const members = Array.from({ length: 5000 }, (_, at) => ({ value: `UR_${at}` }));
  const group = { id: 'group-self', displayName: 'All', members };
  const removals = members
    .slice(0, 1000)
    .map(({ value }) => ({ op: 'remove', path: `members[value eq "${value}"]` }));
  t.strictSame(patchGroup(group, ...removals).resource.members, members.slice(1000));

  const value = Array.from({ length: 100_000 }, (_, at) => ({ $ref: null, value: `UR_${at}` }));
  const { resource } = patchGroup(group, { op: 'add', path: 'members', value });
  t.equal(Array.isArray(resource.members) && resource.members.length, 100_000);

  const strangers = value.slice(0, 1000).map((member) => ({ value: `X${member.value}` }));
  t.equal(patchGroup(resource, { op: 'remove', path: 'members', value: strangers }).resource, resource);
});

t.test('100 kB of anything is answered', async (t) => {
  const nested = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  const hostile = [
    { op: 'replace', path: 'title', value: nested },
    { op: 'replace', path: 'emails', value: nested },
    { op: 'replace', value: nested },
    { op: 'replace', path: '['.repeat(100_000), value: 'x' },
    { op: 'replace', path: `emails[${'('.repeat(100_000)}`, value: 'x' },
    { op: 'replace', path: `emails[type eq "${'\\'.repeat(100_000)}`, value: 'x' },
    { op: 'x'.repeat(100_000), path: 'title', value: 'x' },
  ];
  for (const operation of hostile)
    t.type(
      refusalOf(() => patchAda(operation)),
      'string',
    );
  t.equal(patchAda({ op: 'replace', value: { ['a.'.repeat(50_000)]: 1 } }).resource, ada);
  t.equal(patchAda({ op: 'replace', path: 'title', value: 'x'.repeat(100_000) }).changed, true);
});
