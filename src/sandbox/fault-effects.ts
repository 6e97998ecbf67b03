import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, httpStatus, jsonAnswer } from './envelope.ts';
import type { FaultEffect } from './faults.ts';
import { isObject, type Json } from './json.ts';
import { sendAnswer } from './send-answer.ts';

/** The call that a fault hits. */
export interface Victim {
  /** Waits the latency out and handles the call: what it writes is committed. */
  readonly handle: () => Promise<Answer>;
  readonly response: ServerResponse;
  /** Notes in the call log that an answer begins. */
  readonly answered: (status: number) => void;
  readonly closing: AbortSignal;
}

/** Does to the call what the fault says. */
export async function applyFault(fault: FaultEffect, victim: Victim): Promise<void> {
  const { handle } = victim;
  switch (fault.kind) {
    case 'status':
      return answer(victim, statusAnswer(fault));
    case 'redirect':
      return answer(victim, { status: fault.status, headers: { location: fault.location }, body: '' });
    case 'reset-before':
      return reset(victim);
    case 'reset-after':
      await handle();
      return reset(victim);
    case 'timeout':
      if (fault.commit) await handle();
      return;
    case 'commit-then-504':
      await handle();
      return answer(victim, timedOut());
    case 'latency':
    case 'alters':
      return answer(victim, await handle());
    case 'evil-nextPage':
      return answer(victim, withNextPage(await handle(), fault.url));
    case 'drip':
      return drip(victim, await handle(), fault.everyMs);
    case 'partial-body':
      return half(victim, await handle());
  }
}

/** What Qualtrics' gateway says after 5 seconds; the write may have been done. */
export function timedOut(): Answer {
  return errorAnswer(504, { errorMessage: 'The request took too long.', errorCode: 'SANDBOX_TIMEOUT' });
}

function answer({ response, answered }: Victim, whole: Answer): void {
  answered(whole.status);
  sendAnswer(response, whole);
}

function reset({ response }: Victim): void {
  response.socket?.resetAndDestroy();
}

async function drip(
  { response, answered, closing }: Victim,
  { status, headers, body }: Answer,
  everyMs: number,
) {
  const bytes = Buffer.from(body);
  answered(status);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  for (let i = 0; i < bytes.length && !response.destroyed; i++) {
    response.write(bytes.subarray(i, i + 1));
    await delay(everyMs, undefined, { signal: closing });
  }
  response.end();
}

/** Promises the whole length, sends half, hangs up. */
function half({ response, answered }: Victim, { status, headers, body }: Answer): void {
  const bytes = Buffer.from(body);
  answered(status);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.socket?.destroy());
}

function statusAnswer(fault: Extract<FaultEffect, { kind: 'status' }>): Answer {
  const { status, retryAfter, errorCode, errorMessage } = fault;
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  switch (fault.body) {
    case 'json':
      return errorAnswer(status, { errorMessage, errorCode }, headers);
    case 'json-no-code':
      return errorAnswer(status, { errorMessage }, headers);
    case 'html': {
      const body = `<html><head><title>${httpStatus(status)}</title></head><body></body></html>`;
      return { status, headers: { 'content-type': 'text/html', ...headers }, body };
    }
    case 'empty':
      return { status, headers, body: '' };
  }
}

function errorAnswer(
  status: number,
  error: Record<string, string>,
  headers: Record<string, string> = {},
): Answer {
  return jsonAnswer(status, { meta: { httpStatus: httpStatus(status), error, requestId: null } }, headers);
}

function withNextPage(answer: Answer, url: string): Answer {
  const body: Json = JSON.parse(answer.body);
  if (!isObject(body) || !isObject(body.result)) return answer;
  return { ...answer, body: JSON.stringify({ ...body, result: { ...body.result, nextPage: url } }) };
}
