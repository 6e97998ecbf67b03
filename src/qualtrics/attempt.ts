import { type Answer, readAnswer } from './answer.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import type { Waiting } from './client.ts';
import type { Credentials } from './credentials.ts';
import { QualtricsError } from './errors.ts';
import type { Gate } from './gate.ts';
import type { Http, HttpRequest } from './http.ts';
import { retryAfterSeconds } from './retry-after.ts';

export interface AttemptParts {
  readonly http: Http;
  readonly gate: Gate;
  readonly credentials: Credentials;
  readonly breaker?: Breaker;
}

/**
 * One try of one request: its turn in the queue, the breaker, the credential, the exchange. Throws QualtricsError, or what
 * the limiter's pace record failed with.
 */
export type Attempt = (request: HttpRequest, waiting: Waiting, onTurn: () => void) => Promise<Answer>;

/** How far a try got; it decides what giving up means. */
interface Progress {
  stage: 'queued' | 'authorizing' | 'sent';
}

export function createAttempt({ http, gate, credentials, breaker = createBreaker() }: AttemptParts): Attempt {
  return async (request, waiting, onTurn) => {
    const { lane, signal } = waiting;
    const progress: Progress = { stage: 'queued' };
    const limiter = gate.of(request.endpoint);

    async function send(header: Record<string, string>): Promise<Answer> {
      const headers = { ...request.headers, ...header };
      progress.stage = 'sent';
      const response = await http.exchange({ ...request, headers }, signal);
      // Before this turn ends: the next call in the queue is to meet the pause.
      if (response.status === 429) limiter.pause(retryAfterSeconds(response.headers));
      else limiter.recovered();
      return readAnswer(request, response);
    }

    async function authorization(): Promise<Record<string, string>> {
      try {
        return await credentials.header(request.endpoint);
      } catch (error) {
        // Asking for an access token is a call like any other: the next in the queue would meet the same 429.
        const isLimited = error instanceof QualtricsError && error.code === 'limited';
        if (isLimited) limiter.pause(error.retryAfterSeconds);
        throw error;
      }
    }

    async function authorizedSend(): Promise<Answer> {
      progress.stage = 'authorizing';
      const header = await authorization();
      try {
        return await send(header);
      } catch (error) {
        // A 401 comes before anything is done, so a write too may go out again, once.
        const unauthorized = error instanceof QualtricsError && error.status === 401;
        if (!unauthorized || !(await credentials.refused(header))) throw error;
        return await send(await authorization());
      }
    }

    async function takeTurn(): Promise<Answer> {
      onTurn();
      return await breaker.run(request, lane, signal, authorizedSend);
    }

    try {
      breaker.check(request.endpoint, lane);
      return await limiter.run(takeTurn, waiting);
    } catch (error) {
      if (error instanceof QualtricsError) throw error;
      // Rejected by the queue, that is, the circuit opened while the call waited.
      if (!signal?.aborted) breaker.check(request.endpoint, lane);
      throw gaveUp(error, request, progress, limiter.expectedWaitMs(lane), signal);
    }
  };
}

/** The queue rejected, not the exchange: the caller's signal aborted, or the client was closed. */
function gaveUp(
  error: unknown,
  { endpoint, write }: HttpRequest,
  { stage }: Progress,
  waitMs: number,
  signal: AbortSignal | undefined,
): unknown {
  if (signal?.aborted) {
    if (stage !== 'queued')
      return new QualtricsError('timeout', endpoint, { mayHaveLanded: write && stage === 'sent' });
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    return new QualtricsError('limited', endpoint, { retryAfterSeconds });
  }
  const closed = error instanceof DOMException && error.name === 'AbortError';
  return closed ? new QualtricsError('unavailable', endpoint) : error;
}
