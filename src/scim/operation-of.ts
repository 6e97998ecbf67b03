import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Operation } from '../provisioning/operation.ts';
import { callerOf } from './caller.ts';
import { isPlainObject, membersOf } from './input/plain-object.ts';
import { MAX_OPERATIONS } from './patch/read-operations.ts';
import type { ScimContext } from './scim-context.ts';

/** A leaver's request overtakes the others in the queue to Qualtrics. Dispose of it when it is answered. */
export function operationOf(
  { answerDeadlineMs }: Pick<ScimContext, 'answerDeadlineMs'>,
  request: FastifyRequest,
): Operation & Disposable {
  const { name: connection, observed } = callerOf(request).connection;
  const due = new AbortController();
  const timer = setTimeout(() => due.abort(), answerDeadlineMs).unref();
  return {
    lane: isOfLeaver(request) ? 'deactivation' : 'interactive',
    signal: due.signal,
    dropped(attribute, reason) {
      observed.dropped(attribute);
      request.log.warn({ connection, attribute, reason }, 'value kept here and not written to Qualtrics');
    },
    askedBy: () => ({
      token: fingerprint(request.headers.authorization ?? ''),
      method: request.method,
      route: request.routeOptions.url ?? '',
      requestId: request.id,
      ...(request.headers['user-agent'] && { userAgent: request.headers['user-agent'].slice(0, 200) }),
    }),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Tells what was ignored or repaired; the names are the schema's, or shortened ones of the client, never values. */
export function observe(
  request: FastifyRequest,
  { ignored, repairs }: { readonly ignored: readonly string[]; readonly repairs: readonly string[] },
): void {
  const { name: connection, observed } = callerOf(request).connection;
  for (const path of ignored) observed.ignored(path);
  for (const repair of repairs) observed.repaired(repair);
  if (ignored.length > 0) request.log.warn({ connection, ignored }, 'attributes ignored');
  if (repairs.length > 0) request.log.debug({ connection, repairs }, 'dialect repaired');
}

/** Enough to tell a few tokens apart, and too little to find one out. */
function fingerprint(authorization: string): string {
  return hash('sha256', authorization.replace(/^bearer +/i, '')).slice(0, 6);
}

/** A guess for the queue and the metrics only: what a request really does is decided where it is read. */
export function isOfLeaver({ method, routeOptions, body }: FastifyRequest): boolean {
  return (routeOptions.url?.includes('/Users') ?? false) && (method === 'DELETE' || deactivates(body));
}

function deactivates(body: unknown): boolean {
  if (!isPlainObject(body)) return false;
  const operations = membersOf(body).get('operations');
  if (!Array.isArray(operations)) return saysInactive(body);
  // Refused, and long to go through.
  if (operations.length > MAX_OPERATIONS) return false;
  return operations.filter(isPlainObject).some((operation) => {
    const members = membersOf(operation);
    const path = members.get('path');
    const value = members.get('value');
    return (typeof path === 'string' && isActive(path) && isFalse(value)) || saysInactive(value);
  });
}

/** Also below a schema's URN, which is as deep as SCIM goes. */
function saysInactive(value: unknown, isBelowUrn = false): boolean {
  if (!isPlainObject(value)) return false;
  return Object.entries(value).some(([name, held]) => {
    if (isActive(name)) return isFalse(held);
    return !isBelowUrn && /^urn:/i.test(name) && saysInactive(held, true);
  });
}

function isActive(name: string): boolean {
  return /(^|:)active$/i.test(name.trim());
}

function isFalse(value: unknown): boolean {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return only === false || (typeof only === 'string' && only.toLowerCase() === 'false');
}
