import { performance } from 'node:perf_hooks';
import type { Lane } from './client.ts';
import { QualtricsError } from './errors.ts';
import type { HttpRequest } from './http.ts';

/** Open: Qualtrics is down, and calls are refused here instead of being made. `failure` is what opened it. */
export type Circuit = { readonly open: false } | { readonly open: true; readonly failure: QualtricsError };

/**
 * Holds calls back while Qualtrics is down, so that whoever waits gets an answer at once:
 *
 *   closed -> five requests in a row without an answer, over five seconds -> open
 *   open   -> a probe is due: the next call is made, alone -> an answer closes it; none, and it waits twice as long
 *
 * Any answer below 500 counts as one, a 429 and a refused credential too. Who gave up waiting has seen nothing.
 */
export interface Breaker {
  /** Throws QualtricsError 'unavailable' with `heldBack` while calls of that lane are not to be made. */
  check(endpoint: string, lane: Lane): void;
  /** Checks again, for the queue may have been long, makes the call and learns from how it ends. */
  run<T>(
    request: HttpRequest,
    lane: Lane,
    signal: AbortSignal | undefined,
    call: () => Promise<T>,
  ): Promise<T>;
  circuit(): Circuit;
}

/** Fewer could be a handful of records that Qualtrics cannot handle. */
const REQUESTS_TO_OPEN = 5;
/** A gateway that restarts is back within that, and calls that are tried again do not notice it. */
const SILENCE_TO_OPEN_MS = 5_000;
const FIRST_PROBE_MS = 5_000;
/** Below the 30 s of the readiness check, whose whoami so becomes the probe where nobody else calls. */
const LATEST_PROBE_MS = 20_000;
/** Leavers may ask more often: one call a second is no storm. */
const URGENT_PROBE_MS = 1_000;

interface Outage {
  readonly failure: QualtricsError;
  waitMs: number;
  probeAt: number;
  urgentProbeAt: number;
  isProbed: boolean;
}

/** `onChange` must not throw. `now` is a clock in ms that never goes back. */
export function createBreaker(
  onChange: (circuit: Circuit) => void = () => {},
  now: () => number = () => performance.now(),
): Breaker {
  /** What failed since the last answer. */
  const failing = new Set<unknown>();
  let failingSince = 0;
  let outage: Outage | undefined;

  function heldForMs(lane: Lane): number {
    if (!outage) return 0;
    const probeAt = lane === 'deactivation' ? outage.urgentProbeAt : outage.probeAt;
    return outage.isProbed ? URGENT_PROBE_MS : probeAt - now();
  }

  function check(endpoint: string, lane: Lane): void {
    const ms = heldForMs(lane);
    if (ms <= 0) return;
    throw new QualtricsError('unavailable', endpoint, {
      heldBack: true,
      retryAfterSeconds: Math.ceil(ms / 1000),
      cause: outage?.failure,
    });
  }

  function answered(): void {
    failing.clear();
    if (!outage) return;
    outage = undefined;
    onChange({ open: false });
  }

  function failed(failure: QualtricsError, { path }: HttpRequest, beganAt: number): void {
    if (failing.size === 0) failingSince = beganAt;
    // One record may be beyond Qualtrics for ever, and the IdP repeats it for ever: that counts once.
    failing.add(failure.endpoint.includes('{id}') ? path : failure);
    if (outage || failing.size < REQUESTS_TO_OPEN || now() - failingSince < SILENCE_TO_OPEN_MS) return;
    outage = {
      failure,
      waitMs: FIRST_PROBE_MS,
      probeAt: now() + FIRST_PROBE_MS,
      urgentProbeAt: now() + URGENT_PROBE_MS,
      isProbed: false,
    };
    onChange({ open: true, failure });
  }

  function probeFailed(probed: Outage, beganAt: number): void {
    probed.urgentProbeAt = now() + URGENT_PROBE_MS;
    // An urgent probe, which came early, does not put the others off.
    if (beganAt < probed.probeAt) return;
    probed.waitMs = Math.min(probed.waitMs * 2, LATEST_PROBE_MS);
    probed.probeAt = now() + probed.waitMs;
  }

  return {
    check,
    async run(request, lane, signal, call) {
      check(request.endpoint, lane);
      const probed = outage;
      const beganAt = now();
      if (probed) probed.isProbed = true;
      try {
        const result = await call();
        answered();
        return result;
      } catch (error) {
        if (!(error instanceof QualtricsError)) throw error;
        if (isAnswer(error)) answered();
        else if (isSilence(error, signal))
          probed ? probeFailed(probed, beganAt) : failed(error, request, beganAt);
        throw error;
      } finally {
        if (probed) probed.isProbed = false;
      }
    },
    circuit: () => (outage ? { open: true, failure: outage.failure } : { open: false }),
  };
}

function isAnswer({ code, status }: QualtricsError): boolean {
  return code === 'malformed' || (status !== undefined && status < 500);
}

/** No connection, no whole answer in time, or a 5xx; not a caller who hung up, or a secret that cannot be sent. */
function isSilence({ code, status }: QualtricsError, signal: AbortSignal | undefined): boolean {
  if (code === 'timeout') return !signal?.aborted;
  return code === 'unavailable' && (status === undefined || status >= 500);
}
