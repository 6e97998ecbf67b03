import { Pool } from 'undici';
import { QualtricsError } from './errors.ts';
import { exchange, GaveUp } from './exchange.ts';
import type { Headers } from './retry-after.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface HttpRequest {
  readonly method: Method;
  /** For errors and logs: `GET /users/{id}`, never with the id itself. */
  readonly endpoint: string;
  /** Whether it changes a record: if it fails, it may have been done all the same. */
  readonly write: boolean;
  /** From the origin, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface Http {
  /** One request and its whole answer, whatever the status. Throws QualtricsError 'timeout', 'unavailable' or 'malformed'. */
  exchange(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
  close(): Promise<void>;
}

const LARGEST_BODY = 8 * 1024 * 1024;

/** Failures of which we know that no byte of the request was sent. */
const BEFORE_SENDING: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED', // closed, and everything under way has ended
]);

/** Connections to one origin. Redirects are not followed: they would carry the credential elsewhere. */
export function createHttp(settings: { origin: string; connections: number; timeoutMs: number }): Http {
  const pool = new Pool(settings.origin, {
    connections: settings.connections,
    maxResponseSize: LARGEST_BODY,
    // A slow drip passes these for ever; the deadline below is the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: settings.timeoutMs,
    // One request a connection, so that a reset concerns one call only.
    allowH2: false,
  });

  return {
    async exchange(request, caller) {
      const { endpoint, write } = request;
      try {
        return await exchange(pool, request, settings.timeoutMs, caller);
      } catch (cause) {
        if (cause instanceof GaveUp) throw new QualtricsError('timeout', endpoint, { mayHaveLanded: write });
        const reason = cause instanceof Error && 'code' in cause ? cause.code : undefined;
        const code = reason === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? 'malformed' : 'unavailable';
        throw new QualtricsError(code, endpoint, {
          mayHaveLanded: write && !BEFORE_SENDING.has(reason),
          cause,
        });
      }
    },
    close: async () => {
      if (!pool.closed) await pool.close();
    },
  };
}
