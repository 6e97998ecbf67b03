import t from 'tap';
import { createLastMinute } from '../../src/qualtrics/last-minute.ts';

t.test('what is older than a minute is forgotten, to a second', async (t) => {
  const lastMinute = createLastMinute();
  for (const now of [0, 500, 30_000, 59_999]) lastMinute.note(now);
  t.equal(lastMinute.count(59_999), 4);
  t.equal(lastMinute.count(60_000), 2);
  t.equal(lastMinute.count(90_000), 1);
  t.equal(lastMinute.count(10_000_000), 0);
  lastMinute.note(10_000_000);
  t.equal(lastMinute.count(10_030_000), 1);
});
