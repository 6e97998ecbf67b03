import t from 'tap';
import { retryAfterSeconds } from '../../src/qualtrics/retry-after.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const seconds = (headers: Record<string, string | string[]>) => retryAfterSeconds(headers, NOW);

t.test('Retry-After is read as whole seconds or as a date', async (t) => {
  t.equal(seconds({ 'retry-after': '30' }), 30);
  t.equal(seconds({ 'retry-after': '0' }), 0);
  t.equal(seconds({ 'retry-after': '1.2' }), 2);
  t.equal(seconds({ 'retry-after': 'Thu, 01 Jan 2026 00:00:10 GMT' }), 10);
});

t.test('a date of the past says nothing: a clock is wrong', async (t) => {
  t.equal(seconds({ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }), undefined);
});

t.test('a wait of hours or years is cut to five minutes', async (t) => {
  t.equal(seconds({ 'retry-after': '99999999' }), 300);
  t.equal(seconds({ 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' }), 300);
});

t.test('RateLimit-Reset stands in for it', async (t) => {
  t.equal(seconds({ 'ratelimit-reset': '12' }), 12);
  t.equal(seconds({ 'retry-after': '3', 'ratelimit-reset': '12' }), 3);
});

t.test('nonsense is nothing', async (t) => {
  for (const value of ['', '-5', 'soon', 'Infinity', '1e9', '99999999999', ['1', '2']]) {
    t.equal(seconds({ 'retry-after': value }), undefined, String(value));
  }
  t.equal(seconds({}), undefined);
});
