import { invalid } from './api-failure.ts';
import type { Brand } from './brand.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { ResolvedOptions } from './options.ts';

/** What a handler sees of one call. */
export interface Exchange {
  readonly brand: Brand;
  readonly options: ResolvedOptions;
  /** The segments of the path that stand for ids, in order. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Json | undefined;
  /** Origin under which the client knows the sandbox. */
  readonly origin: string;
  readonly path: string;
  /** The token owner. */
  readonly ownerId: string;
}

/** Answers with the `result`, or nothing; throws ApiFailure. Synchronous, so that every call is atomic. */
export type Handler = (exchange: Exchange) => Json | undefined;

/** The body, which has to be a JSON object. Throws ApiFailure. */
export function objectBody({ body }: Exchange): JsonObject {
  if (!isObject(body)) throw invalid('The body must be a JSON object.');
  return body;
}
