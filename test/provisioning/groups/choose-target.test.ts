import fc from 'fast-check';
import t from 'tap';
import { chooseTarget, mayChoose } from '../../../src/provisioning/groups/choose-target.ts';
import { matchesPattern } from '../../../src/provisioning/groups/matches-pattern.ts';

const POLICY = {
  rules: [
    { name: 'QX *', target: 'group', type: 'GT_qx' },
    { name: 'QX*', externalId: 'app-?', target: 'group' },
    { externalId: 'div-*', target: 'division' },
  ],
  target: 'division',
  groupType: 'GT_any',
} as const;

t.test('the first rule that fits decides', async (t) => {
  const choose = (displayName: string, externalId?: string) =>
    chooseTarget({ displayName, externalId }, POLICY);
  t.strictSame(choose('qx Panel', 'div-1'), { target: 'group', type: 'GT_qx' });
  t.strictSame(choose('QXPanel', 'APP-1'), { target: 'group', type: 'GT_any' });
  t.equal(choose('QXPanel', 'app-12').target, 'division');
  t.equal(choose('QXPanel').target, 'division');
  t.equal(choose('Sales').target, 'division');
});

t.test('a target that no rule names and that is not the usual one is never chosen', async (t) => {
  t.ok(mayChoose('group', POLICY));
  t.ok(mayChoose('division', POLICY));
  t.notOk(mayChoose('group', { ...POLICY, rules: [] }));
});

t.test('patterns mean what the regular expressions of the same form mean', async (t) => {
  const part = fc.constantFrom('a', 'b', 'A', '*', '?', '.', '\n');
  const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (pattern, given) => {
      const source = pattern.replaceAll('.', '\\.').replaceAll('*', '[^]*').replaceAll('?', '[^]');
      t.equal(matchesPattern(pattern, given), new RegExp(`^${source}$`, 'i').test(given), pattern);
    }),
    { seed: 7643, numRuns: 2_000 },
  );
});
