import { createHash, timingSafeEqual } from 'node:crypto';
import bearerAuth from '@fastify/bearer-auth';
import type { FastifyInstance } from 'fastify';
import { scimErrorBody } from './error-response.ts';
import { ScimError } from './scim-error.ts';

const REFUSED = new ScimError(401, undefined, 'The bearer token is missing or wrong.');

/**
 * Asks every request of this scope for one of the tokens, before its body is read. The tokens are asked for each
 * time, so that a file that was rewritten counts at once.
 */
export async function authenticate(app: FastifyInstance, tokens: () => readonly string[]): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('www-authenticate', 'Bearer realm="scim"');
    // Whatever follows an answer that came before the body was read is not worth receiving.
    if (hasBody(request.headers)) reply.header('connection', 'close');
  });
  await app.register(bearerAuth, {
    keys: [],
    auth: (key: string) => isOneOf(key, tokens()),
    specCompliance: 'rfc6749',
    contentType: 'application/scim+json; charset=utf-8',
    // The plugin's type knows only its own body.
    errorResponse: () => scimErrorBody(REFUSED) as { error: string },
    verifyErrorLogLevel: 'warn',
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.removeHeader('www-authenticate').removeHeader('connection');
  });
}

/** Digests have one length, and every token is compared, so the time tells nothing. */
function isOneOf(key: string, tokens: readonly string[]): boolean {
  const given = digest(key);
  let found = false;
  for (const token of tokens) found = timingSafeEqual(given, digest(token)) || found;
  return found;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hasBody(headers: Record<string, unknown>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
