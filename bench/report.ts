import type { Sample } from './measure.ts';
import { FLOOR } from './subjects/subject.ts';

/** The median of the rounds, and the least and the most. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** One line of the table: a scenario on a subject, over all rounds. */
export interface Line {
  readonly scenario: string;
  readonly subject: string;
  readonly users: number;
  readonly perCpuSecond: Spread;
  /** Of the floor's GET by id in the same round. */
  readonly ofFloor: Spread | undefined;
  readonly perSecond: Spread;
  /** Undefined where nothing was answered. */
  readonly p50Ms: Spread | undefined;
  readonly p99Ms: Spread | undefined;
  readonly rssMb: Spread;
  readonly failures: number;
}

export function linesOf(samples: readonly Sample[]): Line[] {
  const groups = Map.groupBy(samples, ({ scenario, subject, users }) => `${scenario}/${subject}/${users}`);
  const floors = new Map(samples.filter(isFloor).map(({ round, perCpuSecond }) => [round, perCpuSecond]));
  return Array.from(groups.values(), (group) => lineOf(group, floors));
}

function lineOf(group: readonly Sample[], floors: ReadonlyMap<number, number>): Line {
  const [first] = group;
  if (!first) throw new Error('A line needs a sample.');
  const over = (value: (sample: Sample) => number) => spread(group.map(value));
  // A round without an answer has no time to tell.
  const answered = group.filter(({ answers }) => answers > 0);
  const times = (value: (sample: Sample) => number) =>
    answered.length === 0 ? undefined : spread(answered.map(value));
  const ratio = ({ round, perCpuSecond }: Sample) => perCpuSecond / (floors.get(round) ?? Number.NaN);
  return {
    scenario: first.scenario,
    subject: first.subject,
    users: first.users,
    perCpuSecond: over(({ perCpuSecond }) => perCpuSecond),
    ofFloor: floors.size === 0 ? undefined : over(ratio),
    perSecond: over(({ perSecond }) => perSecond),
    p50Ms: times(({ p50Ms }) => p50Ms),
    p99Ms: times(({ p99Ms }) => p99Ms),
    rssMb: over(({ rssMb }) => rssMb),
    failures: group.reduce((sum, { failures }) => sum + failures, 0),
  };
}

/** A Markdown table. */
export function tableOf(lines: readonly Line[]): string {
  const head =
    '| scenario | subject | users | per CPU second | of the floor | per second | p50 ms | p99 ms | RSS MB |';
  const rows = lines.map((line) =>
    [
      line.scenario,
      line.subject,
      line.users.toLocaleString('en'),
      line.p50Ms ? shown(line.perCpuSecond, 0) : 'no answer',
      line.p50Ms && line.ofFloor ? shown(line.ofFloor, 3) : '',
      line.perSecond.median.toFixed(0),
      line.p50Ms?.median.toFixed(1) ?? '',
      line.p99Ms?.median.toFixed(1) ?? '',
      line.rssMb.median.toFixed(0) + (line.failures > 0 ? ` **${line.failures} failures**` : ''),
    ].join(' | '),
  );
  return [head, head.replace(/[^|]+/g, ' --- '), ...rows.map((row) => `| ${row} |`)].join('\n');
}

function isFloor({ subject, scenario }: Sample): boolean {
  return subject === FLOOR && scenario === 'GET by id';
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

function shown({ median, min, max }: Spread, digits: number): string {
  const [m, from, to] = [median, min, max].map((value) => value.toFixed(digits));
  return from === to ? `${m}` : `${m} (${from} to ${to})`;
}
