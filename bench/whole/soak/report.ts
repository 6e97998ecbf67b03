import type { Started } from '../../processes.ts';
import { databaseSize } from './database-size.ts';
import type { Tally } from './tally.ts';
import { vitalsOf } from './vitals.ts';

/** What a minute was like. */
export type Minute = Readonly<Record<(typeof COLUMNS)[number], number>>;

export interface Reporter {
  readonly lines: readonly Minute[];
  /** What happened until now is no minute of its own. */
  begin(): Promise<void>;
  next(): Promise<Minute>;
  summary(): {
    /** Of the last minute, of the second one; absent where there are not two. */
    readonly drift?: { readonly rss: number; readonly heapHeld: number };
    /** Calls to Qualtrics, of those that the limit allows, in the fullest minute and over all. */
    readonly ceilingUsed: { readonly fullest: number; readonly overall: number };
    /** Calls that Qualtrics refused as one too many. */
    readonly refused429: number;
  };
}

const COLUMNS = [
  'minute',
  'requests',
  'failures',
  'p50 ms',
  'p99 ms',
  'calls',
  '429',
  'index age s',
  'RSS MB',
  'heap used MB',
  'heap held MB',
  'loop p99 ms',
  'open files',
  'database MB',
  'WAL MB',
] as const;

export const HEAD = `| ${COLUMNS.join(' | ')} |\n|${' --- |'.repeat(COLUMNS.length)}`;

/** A line of the table. */
export function rowOf(minute: Minute): string {
  return `| ${COLUMNS.map((column) => minute[column].toLocaleString('en', { maximumFractionDigits: 1 })).join(' | ')} |`;
}

export function createReporter(
  tally: Tally,
  servers: readonly Started[],
  databaseUrl: string,
  perMinute: number,
): Reporter {
  const lines: Minute[] = [];
  let [calls, refused429] = [0, 0];

  return {
    lines,
    async begin() {
      ({ calls, refused429 } = await vitalsOf(servers));
      tally.takeMinute();
    },
    async next() {
      const { requests, failures, p50Ms, p99Ms } = tally.takeMinute();
      const vitals = await vitalsOf(servers);
      const { databaseMb, walMb } = await databaseSize(databaseUrl);
      const line: Minute = {
        minute: lines.length + 1,
        requests,
        failures,
        'p50 ms': p50Ms,
        'p99 ms': p99Ms,
        calls: vitals.calls - calls,
        '429': vitals.refused429 - refused429,
        'index age s': vitals.indexAge,
        'RSS MB': vitals.rssMb,
        'heap used MB': vitals.heapUsedMb,
        'heap held MB': vitals.heapHeldMb,
        'loop p99 ms': vitals.loopDelayP99Ms,
        'open files': vitals.openFiles,
        'database MB': databaseMb,
        'WAL MB': walMb,
      };
      ({ calls, refused429 } = vitals);
      lines.push(line);
      return line;
    },
    summary() {
      const [, second] = lines;
      const last = lines.at(-1);
      const made = lines.map(({ calls }) => calls / perMinute);
      return {
        ...(second &&
          last && {
            drift: {
              rss: ratio(last['RSS MB'], second['RSS MB']),
              heapHeld: ratio(last['heap held MB'], second['heap held MB']),
            },
          }),
        ceilingUsed: {
          fullest: ratio(Math.max(...made), 1),
          overall: ratio(sum(made), made.length),
        },
        refused429: sum(lines.map((line) => line['429'])),
      };
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(value: number, of: number): number {
  return Math.round((value / of) * 1_000) / 1_000;
}
