/** The known name that was most probably meant. */
export function nearest(name: string, known: readonly string[]): string {
  const [best = ''] = known.toSorted((a, b) => editDistance(name, a) - editDistance(name, b));
  return best;
}

/** Levenshtein's: how many characters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [line, left] of [...a].entries()) {
    const next = [line + 1];
    for (const [column, right] of [...b].entries()) {
      const replaced = (row[column] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
