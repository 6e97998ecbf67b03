import t from 'tap';
import { instantOf } from '../../../src/scim/schema/instant.ts';

t.test('one instant in different notations is one number', async (t) => {
  const instant = Date.UTC(2024, 4, 1);
  for (const text of [
    '2024-05-01T00:00:00Z',
    '2024-05-01T00:00:00.000Z',
    '2024-05-01T02:00:00+02:00',
    '2024-04-30T20:00:00-04:00',
    '2024-05-01T00:00:00',
  ]) {
    t.equal(instantOf(text), instant, text);
  }
  t.equal(instantOf('2024-02-29T12:00:00.5Z'), Date.UTC(2024, 1, 29, 12, 0, 0, 500));
});

t.test('what is no dateTime of RFC 7643 is none', async (t) => {
  for (const text of [
    '',
    'yesterday',
    '1',
    '2024',
    '2024-05-01',
    '2024-05-01 00:00:00Z',
    '2024-05-01T00:00Z',
    '2024-05-01T00:00:00+0200',
    '2023-02-29T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-05-01T25:00:00Z',
    '2024-05-01T00:00:00+99:00',
    '2024-05-01T00:00:00Z\n',
  ]) {
    t.equal(instantOf(text), undefined, text);
  }
});
