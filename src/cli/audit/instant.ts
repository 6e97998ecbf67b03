const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const DATE_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** A time as people write it: `2026-11-22`, `2026-11-22T09:30`, or `30m`, `12h`, `7d` ago. ISO 8601 in UTC; throws TypeError. */
export function instant(text: string, now: Date = new Date()): string {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const unitMs = UNITS_MS.get(unit);
  if (unitMs !== undefined) return new Date(now.getTime() - Number(count) * unitMs).toISOString();
  const time = DATE_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new TypeError(`"${text}" is no time: give 2026-11-22, 2026-11-22T09:30Z, 30m, 12h or 7d`);
  return new Date(time).toISOString();
}
