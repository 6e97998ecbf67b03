import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Operation } from '../provisioning/operation.ts';
import { callerOf } from './caller.ts';
import type { ScimContext } from './scim-context.ts';

/** A leaver's request overtakes the others in the queue to Qualtrics (design D10). Dispose of it when it is answered. */
export function operationOf(
  { answerDeadlineMs }: Pick<ScimContext, 'answerDeadlineMs'>,
  request: FastifyRequest,
): Operation & Disposable {
  const { observed } = callerOf(request).connection;
  const due = new AbortController();
  const timer = setTimeout(() => due.abort(), answerDeadlineMs).unref();
  return {
    lane: request.method === 'DELETE' || deactivates(request.body) ? 'deactivation' : 'interactive',
    signal: due.signal,
    dropped(attribute, reason) {
      observed.dropped(attribute);
      request.log.warn({ attribute, reason }, 'value kept here and not written to Qualtrics');
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
  const { observed } = callerOf(request).connection;
  for (const path of ignored) observed.ignored(path);
  for (const repair of repairs) observed.repaired(repair);
  if (ignored.length > 0) request.log.warn({ ignored }, 'attributes ignored');
  if (repairs.length > 0) request.log.debug({ repairs }, 'dialect repaired');
}

/** Enough to tell a few tokens apart, and too little to find one out. */
function fingerprint(authorization: string): string {
  return hash('sha256', authorization.replace(/^bearer +/i, '')).slice(0, 6);
}

/** A guess for the queue only: what a request really does is decided where it is read. */
function deactivates(body: unknown): boolean {
  const { active, Operations: operations } = fields(body);
  if (isFalse(active)) return true;
  if (!Array.isArray(operations)) return false;
  return operations.some((operation) => {
    const { path, value } = fields(operation);
    if (typeof path === 'string') return path.toLowerCase().endsWith('active') && isFalse(value);
    return isFalse(fields(value).active);
  });
}

function isFalse(value: unknown): boolean {
  return value === false || (typeof value === 'string' && value.toLowerCase() === 'false');
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
