import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Json } from './json.ts';

/** One call to the sandbox, logged on arrival; `status` stays null when no answer was sent. */
export interface Call {
  /** ISO date and time of arrival. */
  readonly at: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; the text where it is not JSON; undefined without a body. */
  readonly body: Json | undefined;
  /** First 8 hex digits of the credential's SHA-256, or null without credential. */
  readonly tokenHash: string | null;
  status: number | null;
  /** Milliseconds until the answer began. */
  ms: number | null;
  /** Kind of the scripted fault that hit this call. */
  readonly fault: string | null;
}

/** The latest calls, oldest first. */
export class CallLog {
  readonly calls: Call[] = [];

  open(call: Call, limit: number): void {
    this.calls.push(call);
    if (this.calls.length > limit) this.calls.splice(0, this.calls.length - limit);
  }

  clear(): void {
    this.calls.length = 0;
  }
}

/** Tells credentials apart without keeping them. */
export function tokenHash({ headers }: IncomingMessage): string | null {
  const token = headers['x-api-token'] ?? headers.authorization;
  if (typeof token !== 'string') return null;
  return createHash('sha256')
    .update(token.replace(/^bearer /i, ''))
    .digest('hex')
    .slice(0, 8);
}
