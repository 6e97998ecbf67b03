const MOST_SHOWN = 10;

/** How often each value occurs, the most frequent first; null and undefined are no values. */
export function tally(values: readonly (string | null | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return new Map([...counts].toSorted(([, a], [, b]) => b - a));
}

/** `UT_PARTICIPANT (61), UT_FULLUSER (38)`. */
export function shown(counts: ReadonlyMap<string, number>): string {
  const entries = [...counts].map(([value, count]) => `${value} (${count})`);
  const more = entries.length - MOST_SHOWN;
  return entries.slice(0, MOST_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
