import type { ConnectionStore } from '../../store/store.ts';
import type { Replacement } from '../read-modify-write.ts';
import type { Finding, Written } from './compare-record.ts';
import { wasChangedSince } from './was-changed-since.ts';

/** A write whose check is still open. */
interface Unchecked {
  readonly done: Replacement;
  /** How the read since was otherwise; absent before there was one. */
  readonly findings?: readonly Finding[];
}

/**
 * The second of two writes, to be checked for what the first one should have left, too: the read between them had
 * findings, and the second write, which begins with that read, went on with what was wrong. What the second one names
 * is as it says. What another replica wrote between them is no finding.
 */
export async function writesInARow(
  store: ConnectionStore,
  first: Unchecked | undefined,
  second: Replacement,
): Promise<Replacement> {
  if (!first?.findings) return second;
  const isOver = await wasChangedSince(store, first.done).catch(() => true);
  return isOver ? second : asOne(first.done, first.findings, second);
}

function asOne(first: Replacement, findings: readonly Finding[], second: Replacement): Replacement {
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
