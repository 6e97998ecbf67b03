const DATE_TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * A dateTime of RFC 7643 2.3.5 as milliseconds since 1970, undefined when it is none. Without an offset it is read as
 * UTC, whatever zone the server runs in.
 */
export function instantOf(text: string): number | undefined {
  const [, day, offset] = DATE_TIME.exec(text) ?? [];
  if (day === undefined || !isCalendarDay(day)) return undefined;
  const instant = Date.parse(offset === undefined ? `${text}Z` : text);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Date.parse takes 30 February for 1 March. */
function isCalendarDay(day: string): boolean {
  const midnight = new Date(day);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
