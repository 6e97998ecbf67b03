import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CallEvent } from '../qualtrics/call-event.ts';
import { TOKEN_ENDPOINT } from '../qualtrics/oauth.ts';

/** The calls to Qualtrics that one request caused. */
export interface UpstreamTrace {
  calls: number;
  /** In ms, added up; calls may overlap. */
  ms: number;
  /** Those of them that changed something there. */
  writes: number;
  /** Qualtrics' own ids of them, for its support; the first ones. */
  readonly requestIds: string[];
}

type TracedCall = Pick<CallEvent, 'endpoint' | 'outcome' | 'ms' | 'requestId'>;

const MAX_IDS = 10;
const current = new AsyncLocalStorage<UpstreamTrace>();
const traces = new WeakMap<FastifyRequest, UpstreamTrace>();

export function upstreamTraceOf(request: FastifyRequest): UpstreamTrace {
  const trace = traces.get(request) ?? { calls: 0, ms: 0, writes: 0, requestIds: [] };
  traces.set(request, trace);
  return trace;
}

/** Lets the handlers of `app`, and all that comes of them, count their calls in the trace of their request. */
export function traceUpstreamCalls(app: Pick<FastifyInstance, 'addHook'>): void {
  app.addHook('onRequest', (request, _reply, done) => current.run(upstreamTraceOf(request), done));
}

/** Counts a call in the trace of the request that caused it; background work has none. */
export function noteUpstreamCall({ endpoint, outcome, ms, requestId }: TracedCall): void {
  const trace = current.getStore();
  if (!trace) return;
  trace.calls += 1;
  trace.ms += ms;
  if (outcome === 'ok' && !endpoint.startsWith('GET ') && endpoint !== TOKEN_ENDPOINT) trace.writes += 1;
  if (requestId !== undefined && trace.requestIds.length < MAX_IDS) trace.requestIds.push(requestId);
}
