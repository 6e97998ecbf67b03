/** Header values as undici gives them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * How long Qualtrics asks us to wait, in whole seconds: Retry-After as seconds or as an HTTP date (RFC 9110 10.2.3),
 * else RateLimit-Reset as seconds. Live answers often carry neither.
 */
export function retryAfterSeconds(headers: Headers, now = Date.now()): number | undefined {
  return seconds(headers['retry-after'], now) ?? seconds(headers['ratelimit-reset'], now);
}

function seconds(value: string | string[] | undefined, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(value.trim())) return Math.ceil(Number(value));
  const at = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}
