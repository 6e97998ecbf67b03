import t from 'tap';
import { createFinding } from '../../src/qualtrics/finding.ts';

t.test('a finding holds from when it is noted until its time is over', async (t) => {
  let now = 1000;
  const finding = createFinding(50, () => now);
  t.notOk(finding.holds());
  finding.note();
  t.ok(finding.holds());
  now = 1049;
  t.ok(finding.holds());
  now = 1050;
  t.notOk(finding.holds());
});
