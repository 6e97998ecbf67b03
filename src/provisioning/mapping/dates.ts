/**
 * A SCIM dateTime as Qualtrics takes it: UTC, whole seconds ("some APIs will reject date times with milliseconds").
 * Undefined for what is no date.
 */
export function toQualtricsDate(value: string): string | undefined {
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
