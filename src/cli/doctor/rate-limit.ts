import { BRAND_PER_MINUTE } from '../../qualtrics/endpoint-classes.ts';
import { ok, type Verdict, warn } from './check.ts';
import type { Exchange } from './upstream.ts';

const HEADER = /^(x-)?rate-?limit\b|^retry-after$/;

/** QUALTRICS_RATE_LIMIT_PER_MINUTE, and what the answers say of limits; live ones usually say nothing. */
export function checkRateLimit(exchanges: readonly Exchange[], perMinute: number): Verdict {
  const headers = exchanges.flatMap((exchange) => Object.entries(exchange.headers));
  const latest = new Map(headers.filter(([name]) => HEADER.test(name)));
  const seen = [...latest].map(([name, value]) => `${name}: ${value}`).join(', ');
  const facts = `${perMinute} calls a minute; the answers say ${seen === '' ? 'nothing of limits' : seen}`;
  if (exchanges.some(({ status }) => status === 429)) {
    return warn(
      `${facts}; some calls were refused with 429`,
      'other integrations use up the limit: set QUALTRICS_RATE_LIMIT_PER_MINUTE lower',
    );
  }
  if (perMinute < BRAND_PER_MINUTE) return ok(facts);
  return warn(
    `${facts}; Qualtrics allows a brand ${BRAND_PER_MINUTE} in all`,
    'leave some to other integrations: set QUALTRICS_RATE_LIMIT_PER_MINUTE lower',
  );
}
