// The lengths are bounded so that masking a text takes time in proportion to it.
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/[^\s"'<>()\\/,;:@%]{1,64}(@|%40)[^\s"'<>()\\/,;:@%.]{1,63}(\.[^\s"'<>()\\/,;:@%.]{1,63})+/gi, '[e-mail]'],
  [/\b(bearer)\s+[\w.~+/=-]{16,}/gi, '$1 [secret]'],
  // A comparison of a SCIM filter, also in a PATCH path.
  [/\b(eq|ne|co|sw|ew|gt|ge|lt|le)\s+"[^"]*"?/gi, '$1 "…"'],
  [/(?<=\S)\?[^\s"'?]+/g, '?…'],
];

/** Every mask needs one of these; most texts are codes and ids, which have none. */
const SUSPICIOUS = /[@%"?]|bearer/i;

/** The text without what looks like an e-mail address, a bearer token, a filter's value or a URL's query. */
export function mask(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return MASKS.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text);
}

/** The text without anything it quotes: runtimes put the offending value between quotes. */
export function maskQuoted(text: string): string {
  return text.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"');
}
