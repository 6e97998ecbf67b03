/**
 * IANA names (RFC 7643 timezone) to Qualtrics' list, which has the names of before tzdata's renamings. Other valid
 * IANA names go as they are: the whole list is not public, and Qualtrics refuses what it does not know.
 */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['asia/kolkata', 'Asia/Calcutta'],
  ['asia/kathmandu', 'Asia/Katmandu'],
  ['asia/yangon', 'Asia/Rangoon'],
]);

/** Asking Intl takes some 50 µs; only valid names are remembered, so it stays as small as tzdata. */
const known = new Map<string, string>();

/** Undefined for what is no time zone. Any letter case; the answer is spelled as tzdata spells it. */
export function toQualtricsTimeZone(name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  const found = known.get(wanted) ?? RENAMED.get(wanted) ?? canonical(wanted);
  if (found !== undefined) known.set(wanted, found);
  return found;
}

function canonical(name: string): string | undefined {
  // Intl also takes bare offsets such as "+01:00", which are no names.
  if (!/^[a-z]/.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return RENAMED.get(timeZone.toLowerCase()) ?? timeZone;
  } catch {
    return undefined;
  }
}
