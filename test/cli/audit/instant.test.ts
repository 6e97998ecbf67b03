import t from 'tap';
import { instant } from '../../../src/cli/audit/instant.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');

t.test('times are read as people write them', async (t) => {
  const times = {
    '2026-11-20': '2026-11-20T00:00:00.000Z',
    '2026-11-20T09:30Z': '2026-11-20T09:30:00.000Z',
    '2026-11-20T09:30:01.5+01:00': '2026-11-20T08:30:01.500Z',
    '30m': '2026-11-22T11:30:00.000Z',
    '12h': '2026-11-22T00:00:00.000Z',
    '7d': '2026-11-15T12:00:00.000Z',
  };
  for (const [text, time] of Object.entries(times)) t.equal(instant(text, NOW), time, text);
});

t.test('what is no time is refused', async (t) => {
  for (const text of ['', '7', '7w', 'May 1', '2026-13-01', '2026', '-1d']) {
    t.throws(() => instant(text, NOW), TypeError, text);
  }
});
