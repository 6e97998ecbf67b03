import { execFileSync } from 'node:child_process';
import t from 'tap';
import { toQualtricsDate } from '../../../src/provisioning/mapping/dates.ts';

t.test('a dateTime is written in UTC and whole seconds', async (t) => {
  t.equal(toQualtricsDate('2031-05-01T02:30:00.123+02:00'), '2031-05-01T00:30:00Z');
  t.equal(toQualtricsDate('2031-05-01T00:00:00Z'), '2031-05-01T00:00:00Z');
  t.equal(toQualtricsDate('2031-05-01'), '2031-05-01T00:00:00Z');
});

t.test('what is no dateTime has no date', async (t) => {
  for (const text of [
    '',
    '5',
    '2031',
    'May 1, 2031',
    '2031-13-01T00:00:00Z',
    '2031-05-01T25:00:00Z',
    'never',
  ]) {
    t.equal(toQualtricsDate(text), undefined, text);
  }
});

t.test('without a time zone it is UTC, whichever the zone of the machine', async (t) => {
  const url = JSON.stringify(new URL('../../../src/provisioning/mapping/dates.ts', import.meta.url));
  const script = `import { toQualtricsDate } from ${url}; console.log(toQualtricsDate('2031-05-01T00:00:00'))`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TZ: 'America/New_York' },
  });
  t.equal(String(said).trim(), '2031-05-01T00:00:00Z');
});
