import { STATUS_CODES } from 'node:http';
import type { ApiFailure } from './api-failure.ts';
import type { Json, JsonObject } from './json.ts';
import type { ResolvedOptions } from './options.ts';

/** An HTTP answer before it is put on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type MetaOptions = Pick<ResolvedOptions, 'dialect' | 'requestId' | 'noticeHost' | 'errorStyle'>;

/** `{result, meta}`; an update or delete has no result in recordings and an empty one in the guides. */
export function successAnswer(result: Json | undefined, options: MetaOptions, requestId: string): Answer {
  const shown = result ?? (options.dialect === 'seed' ? {} : undefined);
  const meta = { ...metaOf(200, options, requestId), ...noticeOf(options) };
  return jsonAnswer(200, shown === undefined ? { meta } : { result: shown, meta });
}

export function failureAnswer(failure: ApiFailure, options: MetaOptions, requestId: string): Answer {
  const body = failureBody(failure, options, requestId);
  return jsonAnswer(failure.status, body, failure.headers);
}

export function jsonAnswer(
  status: number,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** `"404 - Not Found"`, the way meta.httpStatus words it. */
export function httpStatus(status: number): string {
  return `${status} - ${STATUS_CODES[status] ?? 'Unknown'}`;
}

function failureBody(failure: ApiFailure, options: MetaOptions, requestId: string): JsonObject {
  const { status, code, message } = failure;
  const meta = metaOf(status, options, requestId);
  if (options.errorStyle === 'meta-only') return { meta };
  // An unknown route answers without errorCode and without requestId.
  if (code === undefined)
    return { meta: { httpStatus: httpStatus(status), error: { errorMessage: message } } };
  if (options.errorStyle === 'legacy') {
    const legacy = { status: 'Error', errorMessage: message, internalErrorCode: code, errorId: requestId };
    return { meta: legacy, result: null };
  }
  const error: JsonObject = { errorMessage: message, errorCode: code };
  if (status >= 500) error.instanceId = requestId;
  return { meta: { ...meta, error } };
}

function metaOf(status: number, options: MetaOptions, requestId: string): JsonObject {
  const meta = { httpStatus: httpStatus(status) };
  switch (options.requestId) {
    case 'uuid':
      return { requestId, ...meta };
    case 'null':
      return { requestId: null, ...meta };
    case 'empty':
      return { requestId: '', ...meta };
    case 'absent':
      return meta;
  }
}

/** Recorded when a token is used at another datacenter than the brand's. */
function noticeOf({ noticeHost }: MetaOptions): JsonObject {
  if (noticeHost === null) return {};
  return { notice: `Request proxied. For faster response times, use this host instead: ${noticeHost}` };
}
