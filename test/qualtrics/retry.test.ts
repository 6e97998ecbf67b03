import t from 'tap';
import type { Lane } from '../../src/qualtrics/client.ts';
import {
  QualtricsError,
  type QualtricsErrorCode,
  type QualtricsErrorFacts,
} from '../../src/qualtrics/errors.ts';
import { retryDelayMs } from '../../src/qualtrics/retry.ts';

const delay = (
  code: QualtricsErrorCode,
  facts: QualtricsErrorFacts = {},
  attempt = 1,
  lane: Lane = 'interactive',
) => retryDelayMs(new QualtricsError(code, 'GET /x', facts), attempt, lane, 100);

t.test('an outage is tried again after a doubling, jittered wait', async (t) => {
  for (const [attempt, from, to] of [
    [1, 50, 150],
    [2, 100, 300],
  ] as const) {
    for (const wait of [delay('timeout', {}, attempt), delay('unavailable', { status: 503 }, attempt)]) {
      t.ok(wait !== undefined && wait >= from && wait <= to, String(wait));
    }
  }
  t.equal(delay('timeout', {}, 3), undefined, 'the third was the last');
});

t.test("a short Retry-After is waited for, a long one is the caller's", async (t) => {
  t.equal(delay('unavailable', { status: 503, retryAfterSeconds: 5 }), 5000);
  t.equal(delay('unavailable', { status: 503, retryAfterSeconds: 6 }), undefined);
  t.equal(delay('limited', { status: 429, retryAfterSeconds: 5 }), 0, 'the limiter waits');
  t.equal(delay('limited', { status: 429, retryAfterSeconds: 6 }), undefined);
});

t.test('an answer that a second try would not change is final', async (t) => {
  for (const code of ['not-found', 'taken', 'invalid', 'forbidden', 'credential', 'malformed'] as const) {
    t.equal(delay(code, { status: 503 }), undefined, code);
  }
  t.equal(delay('unavailable', { status: 404 }), undefined, 'no such route');
  t.equal(delay('unavailable', { status: 302 }), undefined, 'a redirect');
});

t.test('a call that was held back is final, except for a leaver', async (t) => {
  const heldBack = { heldBack: true, retryAfterSeconds: 1 };
  t.equal(delay('unavailable', heldBack), undefined);
  t.equal(delay('unavailable', heldBack, 1, 'background'), undefined);
  t.equal(delay('unavailable', heldBack, 1, 'deactivation'), 1000);
  t.equal(delay('unavailable', heldBack, 3, 'deactivation'), undefined, 'the third was the last');
});
