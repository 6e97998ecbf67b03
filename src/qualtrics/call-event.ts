import { performance } from 'node:perf_hooks';
import type { Lane } from './client.ts';
import { QualtricsError, type QualtricsErrorCode } from './errors.ts';
import type { Method } from './http.ts';

/** One call that ended, for logs and metrics. It holds no personal data and no secret. */
export interface CallEvent {
  /** A template such as `GET /users/{id}`. */
  readonly endpoint: string;
  readonly method: Method;
  readonly lane: Lane;
  /** From 1; a GET that is tried again is another event. */
  readonly attempt: number;
  readonly outcome: 'ok' | QualtricsErrorCode;
  /** Undefined when no answer came, or when the call never left the queue. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Waiting for a turn, in ms: long when our own limiter is the bottleneck. */
  readonly queuedMs: number;
  /** From the turn to the end of the answer, in ms: long when Qualtrics is slow. */
  readonly ms: number;
}

/** Must not throw. */
export type OnCall = (event: CallEvent) => void;

/** Runs the task and reports how it ended, if it was more than held back. The task says when its turn has come. */
export async function observed<T extends { status: number; requestId?: string | undefined }>(
  call: Pick<CallEvent, 'endpoint' | 'method' | 'lane' | 'attempt'>,
  task: (onTurn: () => void) => Promise<T>,
  onCall: OnCall,
): Promise<T> {
  const start = performance.now();
  let turn: number | undefined;
  const report = (outcome: CallEvent['outcome'], status?: number, requestId?: string) => {
    const end = performance.now();
    onCall({ ...call, outcome, status, requestId, queuedMs: (turn ?? end) - start, ms: end - (turn ?? end) });
  };
  try {
    const answer = await task(() => {
      turn = performance.now();
    });
    report('ok', answer.status, answer.requestId);
    return answer;
  } catch (error) {
    if (error instanceof QualtricsError && !error.heldBack) report(error.code, error.status, error.requestId);
    throw error;
  }
}
