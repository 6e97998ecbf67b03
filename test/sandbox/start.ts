import type { Test } from 'tap';
import * as z from 'zod';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
}

/** Sends a request with the sandbox's token; headers given here replace it. */
export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answered>;

/** A sandbox for one test, and a way to call it. */
export async function start(t: Test, options?: SandboxOptions): Promise<{ sandbox: Sandbox; send: Send }> {
  const sandbox = await startSandbox(options);
  t.teardown(() => sandbox.close());
  return { sandbox, send: sender(sandbox) };
}

export function sender(sandbox: Pick<Sandbox, 'url' | 'token'>): Send {
  return async (method, path, body, headers = { 'x-api-token': sandbox.token }) => {
    const init: RequestInit = {
      method,
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...headers },
    };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(new URL(path, sandbox.url), init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) };
  };
}

export const API = '/API/v3';
export const ADA = {
  username: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  userType: 'UT_PARTICIPANT',
};

const createdSchema = z.object({ result: z.object({ id: z.string() }) });
const fields = z.record(z.string(), z.unknown());
const envelopeSchema = z.looseObject({
  result: fields.optional(),
  meta: z.looseObject({ error: fields.optional() }),
});
const pageSchema = z.object({
  result: z.object({ elements: z.array(z.looseObject({ id: z.string() })), nextPage: z.string().nullish() }),
});

/** The envelope of an answer; a part that is not there is undefined. */
export function envelopeOf({ body }: Answered) {
  return envelopeSchema.parse(body);
}

export function idOf({ body }: Answered): string {
  return createdSchema.parse(body).result.id;
}

export function pageOf({ body }: Answered) {
  return pageSchema.parse(body).result;
}

/** The code with which the connection of a failed fetch ended, such as ECONNRESET. */
export async function failureOf(sent: Promise<unknown>): Promise<string> {
  try {
    await sent;
    return 'answered';
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause instanceof Error && 'code' in cause ? String(cause.code) : String(error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
