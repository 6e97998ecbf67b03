import bearerAuth from '@fastify/bearer-auth';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { setCaller } from './caller.ts';
import { scimErrorBody } from './error-response.ts';
import type { ScimContext } from './scim-context.ts';
import { ScimError } from './scim-error.ts';
import { tokenOwners } from './token-owner.ts';

const REFUSED = new ScimError(401, undefined, 'The bearer token is missing or wrong.');

/**
 * Asks every request of this scope for a token, before its body is read. The token names the connection. Where the path
 * names one too (`/{connection}/scim/v2`) the token has to be of that one; whether there is such a connection is not told.
 */
export async function authenticate(
  app: FastifyInstance,
  { connections, publicUrl }: Pick<ScimContext, 'connections' | 'publicUrl'>,
): Promise<void> {
  const ownersOf = tokenOwners(connections);

  function admit(token: string, request: FastifyRequest): boolean {
    const owners = ownersOf(token);
    const [owner] = owners;
    const named = connectionInPath(request);
    if (owners.length > 1)
      request.log.error({ count: owners.length }, 'connections share a bearer token: it opens none');
    if (!owner || owners.length > 1 || (named !== undefined && named !== owner.name)) return false;
    const path = named === undefined ? '/scim/v2' : `/${named}/scim/v2`;
    setCaller(request, { connection: owner, baseUrl: publicUrl() + path });
    return true;
  }

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('www-authenticate', 'Bearer realm="scim"');
    // Whatever follows an answer that came before the body was read is not worth receiving.
    if (hasBody(request.headers)) reply.header('connection', 'close');
    done();
  });
  await app.register(bearerAuth, {
    keys: [],
    auth: admit,
    specCompliance: 'rfc6749',
    contentType: 'application/scim+json; charset=utf-8',
    // The plugin's type knows only its own body.
    errorResponse: () => scimErrorBody(REFUSED) as { error: string },
    verifyErrorLogLevel: 'warn',
  });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.removeHeader('www-authenticate').removeHeader('connection');
    done();
  });
}

function connectionInPath({ params }: FastifyRequest): string | undefined {
  return typeof params === 'object' && params !== null && 'connection' in params
    ? String(params.connection)
    : undefined;
}

function hasBody(headers: Record<string, unknown>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
