import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import type { Attempt } from './attempt.ts';
import { API_PREFIX } from './base-url.ts';
import { type OnCall, observed } from './call-event.ts';
import type { CallOptions } from './client.ts';
import { QualtricsError } from './errors.ts';
import type { HttpRequest, Method } from './http.ts';
import { retryDelayMs } from './retry.ts';

export interface ApiRequest {
  readonly method: Method;
  /** The path below the API prefix with placeholders, for errors, logs and metrics: `/users/{id}`. */
  readonly route: string;
  /** The same with everything filled in, and the query. */
  readonly path: string;
  readonly body?: object;
}

/** One call as the endpoints see it: a GET has been tried again where that helps, a write never. */
export type Call = (request: ApiRequest, options?: CallOptions) => Promise<Answer>;

export function createCall(attempt: Attempt, onCall: OnCall, retryBaseMs: number): Call {
  return async (apiRequest, { lane = 'interactive', signal, confirm, hurried } = {}) => {
    const request = toHttp(apiRequest);
    const { endpoint, method } = request;
    const isLet = (onTurn: () => void) => () => {
      onTurn();
      if (request.write) confirm?.();
    };
    const waiting = { lane, signal, hurried };
    if (signal?.aborted) throw new QualtricsError('timeout', endpoint);
    for (let count = 1; ; count += 1) {
      try {
        const facts = { endpoint, method, lane, attempt: count };
        return await observed(facts, (onTurn) => attempt(request, waiting, isLet(onTurn)), onCall);
      } catch (error) {
        if (!(error instanceof QualtricsError) || request.write) throw error;
        const delay = retryDelayMs(error, count, lane, retryBaseMs);
        // The caller's time is up: the reason for the failure tells more than "timeout".
        if (delay === undefined || !(await slept(delay, signal))) throw error;
      }
    }
  };
}

function toHttp({ method, route, path, body }: ApiRequest): HttpRequest {
  return {
    method,
    endpoint: `${method} ${route}`,
    write: method !== 'GET',
    path: API_PREFIX + path,
    headers: {
      accept: 'application/json',
      'user-agent': 'qualtrics-scim-bridge',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

/** False when the signal aborted first. */
async function slept(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
    return true;
  } catch {
    return false;
  }
}
