/**
 * Text without regard to case, as look-ups, filters and the database's keys compare it. Lower, not upper case: that would
 * make the Turkish dotless i an i, and so one user of two. Never the database's own folding, which depends on its locale.
 */
export function foldCase(text: string): string {
  return text.toLowerCase();
}
