import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiFailure, invalid, noSuchRoute } from './api-failure.ts';
import { authorize } from './auth.ts';
import type { Brand } from './brand.ts';
import { type Answer, failureAnswer, successAnswer } from './envelope.ts';
import type { Json } from './json.ts';
import { AccessTokens } from './oauth.ts';
import type { ResolvedOptions } from './options.ts';
import { RateLimit } from './rate-limit.ts';
import { findRoute } from './routes.ts';

/** A request that has been read in full. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The REST API over a brand: route, credential, rate limit, body, handler. No sockets and no faults. */
export class Api {
  readonly accessTokens = new AccessTokens();
  readonly rateLimit = new RateLimit();
  private readonly brand: Brand;
  private readonly ownerId: string;

  constructor(brand: Brand, ownerId: string) {
    this.brand = brand;
    this.ownerId = ownerId;
  }

  answer(request: ApiRequest, options: ResolvedOptions): Answer {
    const { method, path, headers } = request;
    if (method === 'POST' && path === '/oauth2/token') {
      return this.accessTokens.grant(headers, request.body, options);
    }
    const requestId = randomUUID();
    try {
      return successAnswer(this.result(request, options), options, requestId);
    } catch (error) {
      if (error instanceof ApiFailure) return failureAnswer(error, options, requestId);
      throw error;
    }
  }

  /** The order is the observed one: an unknown route is 404 and a missing length 411 without any credential. */
  private result(request: ApiRequest, options: ResolvedOptions): Json | undefined {
    const { method, path, query, headers } = request;
    const found = findRoute(method, path, options);
    if (found === undefined) throw noSuchRoute();
    if (method === 'POST' && request.body === '') {
      throw new ApiFailure(411, 'SANDBOX_INVALID', 'Length Required');
    }
    authorize(headers, found.route, this.brand, this.ownerId, options, this.accessTokens);
    this.rateLimit.count(found.route.endpoint, options);
    const body = readBody(request);
    const origin = `http://${headers.host ?? ''}`;
    const { brand, ownerId } = this;
    return found.route.handler({ brand, options, ids: found.ids, query, body, origin, path, ownerId });
  }
}

function readBody({ headers, body }: ApiRequest): Json | undefined {
  if (body === '') return undefined;
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new ApiFailure(415, 'SANDBOX_INVALID', 'Expected Content-Type application/json.');
  }
  try {
    const parsed: Json = JSON.parse(body);
    return parsed;
  } catch {
    throw invalid('The body is not JSON.');
  }
}
