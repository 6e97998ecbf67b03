import type { FaultScript } from '../../src/sandbox/sandbox.ts';
import type { Answer, Bridge } from '../support/bridge.ts';

/** Upstream calls and answers end soon, so that a test of an outage does. */
export const IMPATIENT = { SCIM_ANSWER_DEADLINE_SECONDS: '1', QUALTRICS_TIMEOUT_SECONDS: '1' };

type Effect = FaultScript['effect'];

/** All the ways in which Qualtrics does not do its work, by what an admin would call them. */
export const OUTAGES: Readonly<Record<string, Effect>> = {
  '500': { kind: 'status', status: 500 },
  '500 without a body': { kind: 'status', status: 500, body: 'empty' },
  '502 of a gateway': { kind: 'status', status: 502, body: 'html' },
  '503': { kind: 'status', status: 503 },
  '503 with Retry-After': { kind: 'status', status: 503, retryAfter: 7 },
  '504': { kind: 'status', status: 504 },
  'a page instead of JSON': { kind: 'status', status: 404, body: 'html' },
  'an unknown route': { kind: 'status', status: 404, body: 'json-no-code' },
  'a refused page of a proxy': { kind: 'status', status: 403, body: 'html' },
  'a redirect': { kind: 'redirect', location: 'https://login.example.com/' },
  'a reset': { kind: 'reset-before' },
  silence: { kind: 'timeout' },
  'a byte every second': { kind: 'drip', everyMs: 1_000 },
  'half an answer': { kind: 'partial-body' },
  '429': { kind: 'status', status: 429 },
  '429 with Retry-After': { kind: 'status', status: 429, retryAfter: 30 },
  '429 with a date': { kind: 'status', status: 429, retryAfter: 'Fri, 01 Jan 2100 00:00:00 GMT' },
};

/** Every call of these methods ends like that until the faults are cleared. */
export function breakQualtrics(
  { sandbox }: Bridge,
  effect: Effect,
  methods = ['GET', 'POST', 'PUT', 'DELETE'],
): void {
  for (const method of methods) sandbox.fault({ match: { method, times: 'always' }, effect });
}

/** Sends it again for as long as the answer says to come back, as an IdP does; at most a minute. */
export async function repeated(ask: () => Promise<Answer>): Promise<Answer> {
  for (let end = Date.now() + 60_000; ; ) {
    const answer = await ask();
    if (![429, 503].includes(answer.status) || Date.now() > end) return answer;
  }
}

export const replace = (path: string, value: unknown) => ({ Operations: [{ op: 'replace', path, value }] });

/** A person of the test's own, who needs no manager and no mail. */
export function person(name: string) {
  return { userName: `${name}@example.com`, name: { givenName: 'Ada', familyName: 'Lovelace' } };
}
