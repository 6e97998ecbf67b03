/** Stands between the values of a list; in no sortable text. */
export const SEPARATOR = '\u{f0000}';
/** After every sortable text. */
export const LAST = '\u{10ffff}';

/** The first of a pair; the second of one is in no other place, so a pair is found as a whole or not at all. */
const ESCAPE = '\u0001';

/**
 * The text so written that a database which compares bytes of UTF-8 orders, cuts and searches it as JavaScript does, by
 * UTF-16 units. Most text stays as it is. What changes: surrogates and the units above them become characters beyond the
 * first 65,536, in their order (half a pair, which UTF-8 cannot hold, as well); U+0000, which PostgreSQL cannot hold, becomes
 * a pair of characters.
 */
export function sortableText(text: string): string {
  return text.replace(/[^ -\ud7ff]/g, (unit) => {
    const code = unit.charCodeAt(0);
    if (code >= 0xd800) return String.fromCodePoint(0x10000 + code - 0xd800);
    return code < 2 ? ESCAPE + String.fromCodePoint(0x13000 + code) : unit;
  });
}
