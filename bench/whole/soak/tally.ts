import { percentile } from '../../percentile.ts';

/** Requests of some time or of some kind. */
export interface Counted {
  readonly requests: number;
  /** Answers with a status that nobody expected, resets and time-outs. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Counts what the played IdP sees. */
export interface Tally {
  answered(kind: string, ms: number): void;
  /** `status` is 0 where no answer came. */
  failed(kind: string, status: number, detail: string): void;
  /** An answer of success that says something else than the IdP knows. */
  wrong(kind: string, detail: string): void;
  /** Since the last ask. */
  takeMinute(): Counted;
  kinds(): Readonly<Record<string, Counted>>;
  totals(): { readonly failures: number; readonly answers5xx: number; readonly wrongAnswers: number };
}

interface Times {
  failures: number;
  readonly ms: number[];
}

/** `tell` hears of the first failures and the first wrong answers. */
export function createTally(tell: (line: string) => void, told = 5): Tally {
  const kinds = new Map<string, Times>();
  let minute: Times = { failures: 0, ms: [] };
  let [failures, answers5xx, wrongAnswers] = [0, 0, 0];

  function of(kind: string): Times {
    const known = kinds.get(kind) ?? { failures: 0, ms: [] };
    kinds.set(kind, known);
    return known;
  }

  return {
    answered(kind, ms) {
      minute.ms.push(ms);
      of(kind).ms.push(ms);
    },
    failed(kind, status, detail) {
      minute.failures += 1;
      of(kind).failures += 1;
      failures += 1;
      if (status >= 500) answers5xx += 1;
      if (failures <= told) tell(`FAILED ${kind}: ${status} ${detail}`);
    },
    wrong(kind, detail) {
      wrongAnswers += 1;
      if (wrongAnswers <= told) tell(`WRONG ${kind}: ${detail}`);
    },
    takeMinute() {
      const taken = counted(minute);
      minute = { failures: 0, ms: [] };
      return taken;
    },
    kinds: () => Object.fromEntries(Array.from(kinds, ([kind, times]) => [kind, counted(times)])),
    totals: () => ({ failures, answers5xx, wrongAnswers }),
  };
}

function counted({ failures, ms }: Times): Counted {
  const sorted = ms.toSorted((a, b) => a - b);
  return {
    requests: ms.length + failures,
    failures,
    p50Ms: rounded(percentile(sorted, 0.5)),
    p99Ms: rounded(percentile(sorted, 0.99)),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
