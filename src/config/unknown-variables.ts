/** Kubernetes puts `<SERVICE>_SERVICE_HOST`, `<SERVICE>_PORT=tcp://...` and such into every container of a namespace. */
const SERVICE_LINK = /_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/;

/** A problem for each variable that looks like ours and is not: misspelt, it would silently do nothing. */
export function unknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): string[] {
  return Object.keys(env)
    .filter((name) => /^(SCIM|QUALTRICS)_/.test(name) && !known.includes(name))
    .filter((name) => !SERVICE_LINK.test(name) && !/^(tcp|udp|sctp):\/\//.test(env[name] ?? ''))
    .map((name) => `${name}: is not a variable of the bridge; did you mean ${nearest(name, known)}?`);
}

function nearest(name: string, known: readonly string[]): string {
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
