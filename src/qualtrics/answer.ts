import { classify } from './classify.ts';
import { readEnvelope } from './envelope.ts';
import { QualtricsError } from './errors.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** What a successful call came back with; the reader of the record decides whether `result` is what it should be. */
export interface Answer {
  readonly endpoint: string;
  readonly write: boolean;
  readonly status: number;
  readonly result: unknown;
  readonly notice: string | undefined;
  readonly requestId: string | undefined;
}

/** The answer that a response holds; throws QualtricsError when it is anything but a success of the API. */
export function readAnswer(request: HttpRequest, { status, headers, body }: HttpResponse): Answer {
  const contentType = headers['content-type'];
  const envelope = readEnvelope(body, typeof contentType === 'string' ? contentType : undefined);
  const { requestId, result, notice, errorCode, errorMessage } = envelope;
  const success = status >= 200 && status < 300;
  // Updates and deletes answer with `meta` only, or with nothing.
  if (success && !envelope.failed && (envelope.body === 'json' || envelope.body === 'empty')) {
    return { endpoint: request.endpoint, write: request.write, status, result, notice, requestId };
  }
  const unreadable = success && envelope.body !== 'html';
  const code = unreadable ? 'malformed' : classify({ ...envelope, status });
  throw new QualtricsError(code, request.endpoint, {
    status,
    errorCode,
    errorMessage,
    requestId,
    fromApi: envelope.body === 'json',
    retryAfterSeconds: retryAfterSeconds(headers),
    // A gateway that lost the answer says 5xx, whatever became of the write behind it.
    mayHaveLanded: request.write && (success || status >= 500 || status === 408),
  });
}
