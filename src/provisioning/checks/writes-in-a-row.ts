import type { Replacement } from '../read-modify-write.ts';
import type { Finding, Written } from './compare-record.ts';

/**
 * The second of two writes, to be checked for what the first one should have left, too: the read between them had
 * `findings`, and the second write, which begins with that read, went on with what was wrong. What the second one names
 * is as it says.
 */
export function writesInARow(first: Written, findings: readonly Finding[], second: Replacement): Replacement {
  const { before, after } = second;
  const open = findings.map(({ field }) => field).filter((field) => before[field] === after[field]);
  const openOf = (record: Written['after']) =>
    Object.fromEntries(open.map((field) => [field, record[field]] as const));
  return {
    ...second,
    before: { ...before, ...openOf(first.before) },
    after: { ...after, ...openOf(first.after) },
  };
}
