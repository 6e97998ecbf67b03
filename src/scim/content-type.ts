import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isDeeperThan } from './json-depth.ts';
import { ScimError } from './scim-error.ts';

const SCIM = 'application/scim+json; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** SCIM's own type, unless the client takes plain JSON only (OneLogin asks for it on all answers). */
export function contentTypeFor(request: FastifyRequest): string {
  const accept = request.headers.accept?.toLowerCase() ?? '';
  return accept.includes('application/json') && !accept.includes('scim+json') ? JSON_TYPE : SCIM;
}

/** A shorter body is parsed within a millisecond or two, whatever is in it. */
const LONG_BODY = 64 * 1024;
/** SCIM has six levels. A body of brackets within brackets takes JSON.parse thirty times as long as another one. */
const DEEPEST = 64;

/**
 * JSON bodies of either type. An empty one is none: clients send DELETE with a content type and no body, which
 * Fastify's own parser refuses. Keys are not looked at here: the engines read untrusted keys safely.
 */
export function parseScimBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    ['application/scim+json', 'application/json'],
    { parseAs: 'buffer' },
    (_request, body, done) => {
      try {
        done(null, body.length === 0 ? undefined : parsed(body));
      } catch {
        done(new ScimError(400, 'invalidSyntax', 'The body is not valid JSON, or nested too deeply.'));
      }
    },
  );
}

function parsed(text: Buffer): unknown {
  if (text.length > LONG_BODY && isDeeperThan(text, DEEPEST)) throw new SyntaxError('Nested too deeply.');
  return JSON.parse(text.toString());
}
