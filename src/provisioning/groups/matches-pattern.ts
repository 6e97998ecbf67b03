/**
 * Whether the text fits the pattern: `*` stands for any characters, `?` for one, letter case does not count. Goes back
 * to the last `*` only, so that no pattern takes more steps than its length times the text's.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), text.toLowerCase()];
  let [at, from] = [0, 0];
  let [star, resume] = [-1, 0];
  while (from < given.length) {
    if (wanted[at] === '*') {
      [star, resume] = [at, from];
      at += 1;
    } else if (wanted[at] === '?' || wanted[at] === given[from]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      resume += 1;
      [at, from] = [star + 1, resume];
    } else {
      return false;
    }
  }
  return /^\**$/.test(wanted.slice(at));
}
