/** Header values as undici gives them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The IdP is told the same, and a leaver is not to wait for a date that is years away. */
const LONGEST_SECONDS = 300;

/**
 * How long Qualtrics asks us to wait, in whole seconds, 300 at most: Retry-After as seconds or as an HTTP date (RFC 9110
 * 10.2.3), else RateLimit-Reset as seconds. Live answers often carry neither.
 */
export function retryAfterSeconds(headers: Headers, now = Date.now()): number | undefined {
  return seconds(headers['retry-after'], now) ?? seconds(headers['ratelimit-reset'], now);
}

function seconds(value: string | string[] | undefined, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(value.trim())) return Math.min(Math.ceil(Number(value)), LONGEST_SECONDS);
  const wait = /[a-z]/i.test(value) ? Math.ceil((Date.parse(value) - now) / 1000) : Number.NaN;
  // A date of the past says that one of the two clocks is wrong.
  return wait > 0 ? Math.min(wait, LONGEST_SECONDS) : undefined;
}
