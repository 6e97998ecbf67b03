import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Metrics } from './metrics.ts';
import { requestFields } from './request-fields.ts';
import { upstreamTraceOf } from './upstream-trace.ts';

/** Asked every few seconds by machines. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** What SCIM knows of a request. */
export interface KnownOfRequests {
  /** The name of the connection whose bearer token it showed. */
  readonly connectionOf: (request: FastifyRequest) => string | undefined;
  /** It is to disable or to delete somebody. */
  readonly isOfLeaver: (request: FastifyRequest) => boolean;
}

/**
 * For Fastify's `logController`: in place of its lines about requests, some of which have the URL, one line and one
 * sample when the connection is done with a request. Fastify hands it every request, also one whose URL it cannot read.
 */
export class RequestLog extends LogController {
  readonly #metrics: Pick<Metrics, 'request'>;
  readonly #known: KnownOfRequests;

  constructor(metrics: Pick<Metrics, 'request'>, known: KnownOfRequests) {
    super({ requestIdLogLabel: 'requestId' });
    this.#metrics = metrics;
    this.#known = known;
  }

  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    const began = performance.now();
    reply.raw.once('close', () => this.#ended(request, reply, performance.now() - began));
  }

  override requestCompleted(): void {}

  override routeNotFound(): void {}

  #ended(request: FastifyRequest, { raw }: FastifyReply, ms: number): void {
    const fields = requestFields(request);
    const { calls, ms: upstreamMs, requestIds } = upstreamTraceOf(request);
    // The client may hang up before its answer, as Okta does after 60 s.
    const status = raw.writableFinished ? raw.statusCode : undefined;
    const connection = this.#known.connectionOf(request);
    const isOfLeaver = this.#known.isOfLeaver(request);
    this.#metrics.request({ connection, route: fields.route, method: fields.method, isOfLeaver, status, ms });
    request.log[levelOf(fields.route, status)](
      {
        ...(connection !== undefined && { connection }),
        ...fields,
        ...(isOfLeaver && { leaver: true }),
        ...(status === undefined ? { aborted: true } : { status }),
        ms: Math.round(ms),
        upstreamCalls: calls,
        ...(calls > 0 && { upstreamMs: Math.round(upstreamMs), upstreamRequestIds: requestIds }),
      },
      'request',
    );
  }
}

function levelOf(route: string, status: number | undefined): 'debug' | 'info' | 'warn' {
  if (PROBES.has(route)) return 'debug';
  return status === undefined || status >= 500 ? 'warn' : 'info';
}
