import { maskQuoted } from './masking.ts';

/** What the log has of an error. `stack` has the frames only. */
export interface LoggedError {
  readonly type: string;
  readonly message?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
  readonly [fact: string]: unknown;
}

/** Errors whose message is made of constants, codes and templates; QualtricsError and StoreError promise it. */
const HARMLESS = new Set(['TypeError', 'RangeError', 'ReferenceError', 'QualtricsError', 'StoreError']);
/** Codes of Node, its HTTP parser, undici and Fastify. */
const RUNTIME_CODE = /^(E[A-Z]+|(ERR|HPE|UND_ERR|FST)_[A-Z_]+)$/;
const FACTS = ['code', 'status', 'statusCode', 'scimType', 'endpoint', 'errorCode', 'requestId'];
const MAX_CAUSES = 5;

/**
 * The message of an error is for the log only where it is known to hold nobody's data; other errors, such as those
 * written for a SCIM client, are told by their type, code and frames. No other property gets through:
 * Node puts the raw request into some.
 */
export function loggedError(error: unknown, causes = MAX_CAUSES): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error };
  const facts = FACTS.map((name) => [name, Reflect.get(error, name)] as const);
  const code = Reflect.get(error, 'code');
  const harmless = HARMLESS.has(error.name) || (typeof code === 'string' && RUNTIME_CODE.test(code));
  return {
    type: error.name,
    ...(harmless && { message: maskQuoted(error.message) }),
    ...Object.fromEntries(
      facts.filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
    ),
    stack: framesOf(error),
    ...(error.cause !== undefined && causes > 0 && { cause: loggedError(error.cause, causes - 1) }),
  };
}

function framesOf({ stack = '', message }: Error): string {
  const frames = stack.slice(stack.indexOf(message) + message.length);
  return frames
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .map((line) => line.trim())
    .join('\n');
}
