import type { Test } from 'tap';
import type { CallEvent } from '../../src/qualtrics/call-event.ts';
import type { QualtricsClient } from '../../src/qualtrics/client.ts';
import { type ClientSettings, createQualtricsClient } from '../../src/qualtrics/create-client.ts';
import { QualtricsError } from '../../src/qualtrics/errors.ts';

export const TOKEN = 'sandbox-token';

/** A client that retries at once and keeps its events, until the test ends. */
export function connect(
  t: Test,
  baseUrl: string,
  settings: Partial<ClientSettings> = {},
): { client: QualtricsClient; events: CallEvent[] } {
  const events: CallEvent[] = [];
  const client = createQualtricsClient({
    baseUrl,
    credentials: { kind: 'token', token: () => TOKEN },
    rateLimitPerMinute: 60_000,
    concurrency: 8,
    retryDelayMs: 1,
    onCall: (event) => events.push(event),
    ...settings,
  });
  t.teardown(() => client.close());
  return { client, events };
}

/** The QualtricsError that the promise rejects with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<QualtricsError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof QualtricsError) return error;
    throw error;
  }
  throw new Error('expected a QualtricsError');
}
