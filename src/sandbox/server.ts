import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api, ApiRequest } from './api.ts';
import { type Call, type CallLog, tokenHash } from './call-log.ts';
import { type Answer, httpStatus, jsonAnswer } from './envelope.ts';
import { applyFault, timedOut } from './fault-effects.ts';
import type { FaultEffect, Faults } from './faults.ts';
import type { Json } from './json.ts';
import type { ResolvedOptions } from './options.ts';
import { sendAnswer } from './send-answer.ts';

/** Uploads of Qualtrics are limited to 5 MB. */
const LARGEST_BODY = 5_000_000;

export interface ServerParts {
  readonly api: Api;
  readonly faults: Faults;
  readonly log: CallLog;
  readonly options: () => ResolvedOptions;
  /** Answers calls under /sandbox. */
  readonly control: (method: string, path: string, body: string) => Promise<Answer>;
}

/** Reads a call, logs it, lets a scripted fault have its way, waits the latency out, answers. */
export function createSandboxServer(parts: ServerParts): Server {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    serve(request, response, parts, closing.signal).catch((error: unknown) => {
      // Nobody waits for an answer: the sandbox is closing, or the client hung up before it had sent everything.
      if (closing.signal.aborted || !request.complete) return;
      process.emitWarning(error instanceof Error ? error : String(error));
      sendAnswer(response, bareAnswer(500));
    });
  });
  server.on('close', () => closing.abort());
  return server;
}

/** The origin of a server that listens. */
export function originOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new TypeError('The sandbox listens on TCP only.');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  { api, faults, log, options: current, control }: ServerParts,
  closing: AbortSignal,
): Promise<void> {
  const started = performance.now();
  const url = new URL(`http://sandbox${incoming.url}`);
  const method = incoming.method ?? 'GET';
  const path = url.pathname;
  const body = await readBody(incoming);
  if (body === undefined) return sendAnswer(response, bareAnswer(413));
  if (path === '/sandbox' || path.startsWith('/sandbox/')) {
    return sendAnswer(response, await control(method, path, body));
  }
  const request: ApiRequest = { method, path, query: url.searchParams, headers: incoming.headers, body };
  const fault = faults.take(method, path);
  const call = openCall(request, incoming, fault);
  log.open(call, current().callLogLimit);
  const answered = (status: number) => {
    call.status = status;
    call.ms = Math.round(performance.now() - started);
  };
  const handle = async (): Promise<Answer> => {
    const { latencyMs, timeLimitMs } = current();
    const latency = latencyMs + (fault?.kind === 'latency' ? fault.ms : 0);
    const late = timeLimitMs !== null && latency > timeLimitMs;
    // A timer of 0 ms takes 1 ms and more: too much for ten thousand calls.
    if (latency > 0) await delay(late ? timeLimitMs : latency, undefined, { signal: closing });
    const altered = fault?.kind === 'alters' ? { ...request, body: withFields(body, fault.fields) } : request;
    const answer = api.answer(altered, current());
    return late ? timedOut() : answer;
  };
  if (fault !== undefined) return applyFault(fault, { handle, response, answered, closing });
  const answer = await handle();
  answered(answer.status);
  sendAnswer(response, answer);
}

/** As if the caller had sent these values. */
function withFields(body: string, fields: object): string {
  return JSON.stringify({ ...JSON.parse(body), ...fields });
}

function bareAnswer(status: number): Answer {
  return jsonAnswer(status, { meta: { httpStatus: httpStatus(status) } });
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size <= LARGEST_BODY ? Buffer.concat(chunks).toString() : undefined;
}

function openCall(request: ApiRequest, incoming: IncomingMessage, fault: FaultEffect | undefined): Call {
  const { method, path, query, body } = request;
  return {
    at: new Date().toISOString(),
    method,
    path,
    query: Object.fromEntries(query),
    body: body === '' ? undefined : parsed(body),
    tokenHash: tokenHash(incoming),
    status: null,
    ms: null,
    fault: fault?.kind ?? null,
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
