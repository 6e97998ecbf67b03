/** RFC 7643 2.3.5 (xsd:dateTime), or the date alone. Date.parse also reads "5" and "May 1", which nobody meant. */
const DATE_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;
const HAS_ZONE = /(Z|[+-]\d\d:\d\d)$/;

/**
 * A SCIM dateTime as Qualtrics takes it: UTC, whole seconds ("some APIs will reject date times with milliseconds").
 * Without a time zone it is UTC, not the machine's. Undefined for what is no date.
 */
export function toQualtricsDate(value: string): string | undefined {
  if (!DATE_TIME.test(value)) return undefined;
  const instant = Date.parse(value.includes('T') && !HAS_ZONE.test(value) ? `${value}Z` : value);
  return Number.isNaN(instant) ? undefined : `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
