/** A signal that fires after `ms`, or when the caller's does. Dispose of it when the work is done. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Not `AbortSignal.any` of an `AbortSignal.timeout`: that costs as much as half a call, and holds its timer and listeners
 * until the garbage collector gets to them.
 */
export function deadline(ms: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms).unref();
  if (caller?.aborted) abort();
  caller?.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', abort);
    },
  };
}
