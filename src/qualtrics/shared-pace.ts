import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { Pace } from './pace.ts';
import {
  type PaceState,
  recovered,
  refused,
  reserved,
  shareAt,
  shifted,
  spacingAt,
  UNTOUCHED,
} from './pace-state.ts';

/** Where the processes that call one brand keep its pace, such as a row of their database. */
export interface PaceRecord {
  /**
   * Replaces what is kept by what `change` makes of it; it runs again when another process was faster, so that nobody
   * waits for one that stalls. `now`: ms by a clock that they share. Rejects when the record cannot be had.
   */
  update(change: (kept: string | undefined, now: number) => string): Promise<void>;
}

/**
 * What is taken from the record at once: little enough that a leaver waits no longer than the batches of the other
 * processes, much enough that the record is written ten times a second at most, however many they are.
 */
const BATCH_MS = 100;
/** Time for the record to answer. */
const AHEAD_MS = 100;
/** Clocks that are set back would make everybody wait for the old time to come again. */
const CLOCK_SLACK_MS = 5_000;

const keptSchema = z.looseObject({
  nextAt: z.number(),
  pausedUntil: z.number(),
  refusals: z.number(),
  share: z.number(),
  shareAt: z.number(),
  /** When it was written. */
  at: z.number(),
});

/** One pace for all processes that call a brand: together they keep to its ceiling, and a 429 to one slows all. */
export function createSharedPace(ceilingPerMinute: number, record: PaceRecord): Pace {
  const localNow = () => performance.now();
  /** As of this process' last look, in its own time. */
  let known = UNTOUCHED;
  let pauses = 0;
  let hasRecovered = false;

  /** Resolves with what the record's clock has to be corrected by. */
  async function update(change: (state: PaceState, now: number) => PaceState): Promise<number> {
    let next = UNTOUCHED;
    let correction = 0;
    await record.update((kept, now) => {
      correction = localNow() - now;
      next = change(read(kept, now), now);
      return JSON.stringify({ ...next, at: now });
    });
    const { pausedUntil } = known;
    known = shifted(next, correction);
    // A pause that began here meanwhile may not have reached the record yet.
    known = { ...known, pausedUntil: Math.max(pausedUntil, known.pausedUntil) };
    return correction;
  }

  return {
    async reserve(waiting) {
      let starts: readonly number[] = [];
      const isBack = hasRecovered;
      hasRecovered = false;
      const correction = await update((kept, now) => {
        const state = isBack ? recovered(kept, now) : kept;
        const due = Math.floor(BATCH_MS / spacingAt(state, now, ceilingPerMinute));
        const reservation = reserved(state, now, ceilingPerMinute, Math.max(1, Math.min(waiting, due)));
        starts = reservation.starts;
        return reservation.state;
      });
      return starts.map((start) => start + correction);
    },
    aheadMs: AHEAD_MS,
    refused(retryAfterSeconds) {
      const before = known;
      known = refused(known, localNow(), retryAfterSeconds);
      if (known === before) return;
      pauses += 1;
      // Here it holds at once. If the others cannot be told, nobody can reserve either.
      void update((state, now) => refused(state, now, retryAfterSeconds)).catch(() => {});
    },
    recovered() {
      const before = known;
      known = recovered(known, localNow());
      // The others hear of it with the next reservation.
      if (known !== before) hasRecovered = true;
    },
    pausedUntil: () => known.pausedUntil,
    share: () => shareAt(known, localNow()),
    spacingMs: () => spacingAt(known, localNow(), ceilingPerMinute),
    pauses: () => pauses,
  };
}

/** What was never kept, was lost with a crash of the database, or is another version's, begins anew. */
function read(kept: string | undefined, now: number): PaceState {
  const state = keptSchema.safeParse(kept === undefined ? undefined : JSON.parse(kept)).data;
  if (!state) return UNTOUCHED;
  const { at, nextAt, pausedUntil, refusals, share, shareAt: since } = state;
  const plain = { nextAt, pausedUntil, refusals, share, shareAt: since };
  return at > now + CLOCK_SLACK_MS ? shifted(plain, now - at) : plain;
}
