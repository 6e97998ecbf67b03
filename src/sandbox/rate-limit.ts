import { ApiFailure } from './api-failure.ts';
import type { ResolvedOptions } from './options.ts';

/** Published limits that are below the brand's own. */
const PUBLISHED: Readonly<Record<string, number>> = { groups: 600, organizations: 5 };

/** Counts calls per fixed minute, for the brand and per endpoint; a call too many is a 429. */
export class RateLimit {
  private startedAt = 0;
  private readonly counts = new Map<string, number>();

  /** Throws ApiFailure 429. */
  count(endpoint: string, { rateLimit, dialect }: ResolvedOptions): void {
    if (rateLimit === null) return;
    const now = Date.now();
    const minuteMs = rateLimit.minuteMs ?? 60_000;
    if (now - this.startedAt >= minuteMs) this.reset(now);
    const endpointLimit = rateLimit.perEndpoint?.[endpoint] ?? PUBLISHED[endpoint] ?? rateLimit.perMinute;
    // A refused call counts too, and for the endpoint even when the brand refused it.
    const overBrand = this.add('brand') > rateLimit.perMinute;
    const overEndpoint = this.add(`endpoint ${endpoint}`) > endpointLimit;
    if (!overBrand && !overEndpoint) return;
    const seconds = Math.max(1, Math.ceil((this.startedAt + minuteMs - now) / 1000));
    const says = rateLimit.retryAfter ?? dialect === 'recorded';
    const headers: Record<string, string> = says ? { 'retry-after': String(seconds) } : {};
    throw new ApiFailure(429, 'SANDBOX_LIMITED', 'Too many requests.', headers);
  }

  reset(now = 0): void {
    this.startedAt = now;
    this.counts.clear();
  }

  private add(key: string): number {
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count;
  }
}
