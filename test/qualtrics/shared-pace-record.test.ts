/** What the processes find in the record that they share, and by which clock. */
import t from 'tap';
import { createSharedPace, type PaceRecord } from '../../src/qualtrics/shared-pace.ts';

const HOUR_MS = 3_600_000;

/** A record that is in memory, by a clock that the test sets. */
function recordAt(now: number) {
  const kept: { text: string | undefined } = { text: undefined };
  const record: PaceRecord = {
    async update(change) {
      kept.text = change(kept.text, clock.now);
    },
  };
  const clock = { now };
  return { record, clock, kept };
}

/** In how many ms the next call of a process may start. */
async function nextInMs(record: PaceRecord): Promise<number> {
  const [start = Number.NaN] = await createSharedPace(600, record).reserve(1);
  return start - performance.now();
}

t.test("a process goes on where another stopped, whatever the record's clock shows", async (t) => {
  const { record } = recordAt(2_000_000 * HOUR_MS);
  const pace = createSharedPace(600, record);
  for (let start = 0; start < 20; start += 1) await pace.reserve(1);
  const wait = await nextInMs(record);
  t.ok(wait > 1_800 && wait < 2_100, `20 starts of 102 ms each came before: ${wait}`);
});

t.test('a clock that was set back does not hold calls up until the old time comes again', async (t) => {
  const { record, clock } = recordAt(10 * HOUR_MS);
  createSharedPace(600, record).refused(undefined);
  await createSharedPace(600, record).reserve(1);
  clock.now -= HOUR_MS;
  t.ok((await nextInMs(record)) < 2_000);
});

t.test('what was lost, or written by another version, begins anew', async (t) => {
  const { record, kept } = recordAt(HOUR_MS);
  const pace = createSharedPace(600, record);
  for (let start = 0; start < 20; start += 1) await pace.reserve(1);
  for (const text of [undefined, '{"next":12}', '[]']) {
    kept.text = text;
    t.ok((await nextInMs(record)) <= 0);
  }
});

t.test('a batch is as much as a tenth of a second holds, and no more than wait', async (t) => {
  const { record } = recordAt(HOUR_MS);
  t.equal((await createSharedPace(6_000, record).reserve(500)).length, 9);
  t.equal((await createSharedPace(6_000, record).reserve(3)).length, 3);
  t.equal((await createSharedPace(60, record).reserve(500)).length, 1);
});
