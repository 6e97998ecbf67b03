import fc from 'fast-check';
import t from 'tap';
import {
  type PaceState,
  recovered,
  refused,
  reserved,
  shareAt,
  shifted,
  UNTOUCHED,
} from '../../src/qualtrics/pace-state.ts';

const MINUTE = 60_000;

/** A pace of that ceiling, looked at by whoever takes one start after the other. */
function paceOf(ceiling: number, state: PaceState = UNTOUCHED) {
  return {
    /** When the next call may start. */
    next(now: number): number {
      const { state: after, starts } = reserved(state, now, ceiling, 1);
      state = after;
      return starts[0] ?? Number.NaN;
    },
    refused(retryAfterSeconds: number | undefined, now: number): number {
      state = refused(state, now, retryAfterSeconds);
      return state.pausedUntil - now;
    },
    recovered(now: number) {
      state = recovered(state, now);
    },
    share: (now: number) => shareAt(state, now),
  };
}

/** Starts calls as fast as the pace lets them, each `lateness()` ms after it is due if it is not overdue, until `until`. */
function runs(ceiling: number, until: number, lateness: () => number): number[] {
  const pace = paceOf(ceiling);
  const starts: number[] = [];
  for (let now = 0; now < until; ) {
    const next = pace.next(now);
    if (next > now) now = next + lateness();
    starts.push(now);
  }
  return starts;
}

/** The most that any window of that length holds. */
function fullest(starts: readonly number[], length: number): number {
  let most = 0;
  for (let first = 0, last = 0; last < starts.length; last += 1) {
    while ((starts[last] ?? 0) - (starts[first] ?? 0) >= length) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

const lateness = fc.infiniteStream(
  fc.oneof(fc.constant(0), fc.integer({ max: 5, min: 0 }), fc.integer({ max: 45, min: 0 })),
);

t.test(
  'no minute holds more calls than the ceiling, and 95 % of it are used, however late timers are',
  async (t) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), lateness, (ceiling, late) => {
        const starts = runs(ceiling, 3 * MINUTE, () => late.next().value);
        t.ok(fullest(starts, MINUTE) <= ceiling);
        t.ok(starts.length >= Math.floor(0.95 * 3 * ceiling), `${starts.length} of ${3 * ceiling}`);
      }),
      { seed: 5, numRuns: 40 },
    );
  },
);

t.test('at the usual ceilings that holds for windows of five seconds too', async (t) => {
  for (const ceiling of [2400, 3000]) {
    const starts = runs(ceiling, MINUTE, () => 3);
    t.ok(fullest(starts, 5_000) <= ceiling / 12);
  }
});

t.test('after a rest, a twentieth of a second worth of calls may leave at once', async (t) => {
  const pace = paceOf(2400);
  pace.next(0);
  let burst = 0;
  for (const now = 600_000; pace.next(now) <= now; burst += 1);
  t.equal(burst, 2);
});

t.test('starts that are taken together are as far apart as those taken one by one', async (t) => {
  const pace = paceOf(2400);
  const together = reserved(UNTOUCHED, 1_000, 2400, 40);
  t.strictSame(
    together.starts.map(Math.round),
    together.starts.map(() => Math.round(pace.next(1_000))),
  );
  t.ok(reserved(together.state, 1_000, 2400, 1).starts[0] === together.state.nextAt);
});

t.test('a pause is as long as Qualtrics asks for, a minute at most', async (t) => {
  for (const [asked, pause] of [
    [0, 0],
    [7, 7_000],
    [3600, MINUTE],
  ] as const) {
    const pace = paceOf(2400);
    t.equal(pace.refused(asked, 1_000), pause);
    t.equal(pace.next(1_000), 1_000 + pause);
  }
});

t.test('a pause without a length doubles with each 429 in a row, and a success starts afresh', async (t) => {
  const pace = paceOf(2400);
  let now = 0;
  const pause = () => {
    const length = pace.refused(undefined, now);
    now += length;
    return length / 1000;
  };
  for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
    const length = pause();
    t.ok(length >= 0.75 * seconds && length <= 1.25 * seconds, `about ${seconds} s: ${length}`);
  }
  pace.recovered(now);
  t.ok(pause() <= 1.25);
});

t.test('refusals of calls under way say nothing new', async (t) => {
  const pace = paceOf(2400);
  pace.refused(10, 0);
  t.equal(pace.refused(60, 1), 9_999);
  pace.recovered(2);
  t.ok(pace.refused(undefined, 10_000) > 1_250, 'the second in a row');
  t.ok(pace.share(2) > 0.66);
});

t.test(
  'after a 429 calls go slower by a third, and a tenth of the ceiling comes back each minute',
  async (t) => {
    const pace = paceOf(3000);
    t.equal(pace.share(0), 1);
    pace.refused(undefined, 0);
    t.ok(Math.abs(pace.share(0) - 2 / 3) < 1e-9);
    t.ok(Math.abs(pace.share(MINUTE) - 2 / 3 - 0.1) < 1e-9);
    t.equal(pace.share(4 * MINUTE), 1);
    t.equal(pace.share(400 * MINUTE), 1);
    pace.refused(0, 400 * MINUTE);
    pace.refused(0, 400 * MINUTE);
    t.ok(pace.share(400 * MINUTE) > 0.66, 'once for all refusals in a row');
  },
);

t.test('however many 429s there are, a tenth of the ceiling stays for leavers', async (t) => {
  const pace = paceOf(3000);
  for (let now = 0; now < 100 * 30_000; now += 30_000) {
    pace.refused(0, now);
    pace.recovered(now);
  }
  t.ok(pace.share(100 * 30_000) >= 0.1);
});

t.test('where others use half of the quota, the pace settles on the other half', async (t) => {
  const pace = paceOf(3000);
  const minutes: { calls: number; refused: number }[] = [];
  let now = 0;
  for (let minute = 0; minute < 60; minute += 1) {
    const end = (minute + 1) * MINUTE;
    const seen = { calls: 0, refused: 0 };
    while (now < end) {
      now = Math.max(now, pace.next(now));
      if (seen.calls < 1500) {
        seen.calls += 1;
        pace.recovered(now);
      } else {
        seen.refused += 1;
        pace.refused(undefined, now);
      }
    }
    minutes.push(seen);
  }
  const settled = minutes.slice(30);
  const sum = (part: 'calls' | 'refused') => settled.reduce((total, seen) => total + seen[part], 0);
  t.ok(sum('calls') >= 0.8 * 30 * 1500, `${sum('calls')} of ${30 * 1500} possible calls`);
  t.ok(sum('refused') <= 60, `${sum('refused')} refusals in half an hour`);
});

t.test('the same state by another clock gives the same starts', async (t) => {
  const state = refused(reserved(UNTOUCHED, 5_000, 2400, 3).state, 5_000, 2);
  const later = shifted(state, 60_000);
  t.strictSame(
    reserved(later, 65_000, 2400, 2).starts,
    reserved(state, 5_000, 2400, 2).starts.map((start) => start + 60_000),
  );
  t.equal(shareAt(later, 75_000), shareAt(state, 15_000));
});
