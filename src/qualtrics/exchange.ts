import type { Dispatcher } from 'undici';
import type { HttpRequest, HttpResponse } from './http.ts';

/** Strips a byte order mark, which JSON.parse would refuse. */
const decoder = new TextDecoder();

/** Says that nobody waits for the answer any longer; not why. */
export class GaveUp extends Error {}

/**
 * One request and its whole answer, within `ms` and for as long as the caller waits: then GaveUp, and the connection is
 * cut. Rejects with undici's errors.
 *
 * undici's own `request` makes a stream of each body and wants one signal for both ends: with those it costs twice as
 * much, and AbortSignal.timeout keeps its timer until the garbage collector gets to it.
 */
export function exchange(
  dispatcher: Dispatcher,
  { method, path, headers, body }: HttpRequest,
  ms: number,
  caller: AbortSignal | undefined,
): Promise<HttpResponse> {
  if (caller?.aborted) return Promise.reject(new GaveUp());
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const chunks: Buffer[] = [];
  let head: Pick<HttpResponse, 'status' | 'headers'> = { status: 0, headers: {} };
  let controller: Dispatcher.DispatchController | undefined;
  let hasGivenUp = false;

  function giveUp(): void {
    hasGivenUp = true;
    controller?.abort(new GaveUp());
    settle();
    reject(new GaveUp());
  }

  const timer = setTimeout(giveUp, ms);
  caller?.addEventListener('abort', giveUp);
  function settle(): void {
    clearTimeout(timer);
    caller?.removeEventListener('abort', giveUp);
  }

  dispatcher.dispatch(
    { method, path, headers, body: body ?? null },
    {
      onRequestStart(started) {
        controller = started;
        if (hasGivenUp) started.abort(new GaveUp());
      },
      onResponseStart(_controller, status, received) {
        head = { status, headers: received };
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        settle();
        resolve({ ...head, body: decoder.decode(Buffer.concat(chunks)) });
      },
      onResponseError(_controller, error) {
        settle();
        reject(error);
      },
    },
  );
  return promise;
}
