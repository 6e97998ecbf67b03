import type { FastifyInstance } from 'fastify';
import { sendScimError } from './error-response.ts';
import { ScimError } from './scim-error.ts';

/**
 * Answers what no route of `app` matches: 405 with the methods that the path has (RFC 9110 15.5.6), else 404. To be
 * called before its routes are made.
 */
export function refuseUnknownRoutes(app: FastifyInstance): void {
  const methodsOf = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsOf.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    methodsOf.set(url, methods);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = segments(request.url.split('?')[0] ?? '');
    const found = [...methodsOf].find(([url]) => isMatch(segments(url), path));
    if (!found)
      return sendScimError(request, reply, new ScimError(404, undefined, 'There is no such endpoint here.'));
    const methods = [...found[1]].sort().join(', ');
    reply.header('allow', methods);
    return sendScimError(
      request,
      reply,
      new ScimError(405, undefined, `This endpoint takes ${methods} only.`),
    );
  });
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function isMatch(template: readonly string[], path: readonly string[]): boolean {
  return (
    template.length === path.length &&
    template.every((segment, index) => segment.startsWith(':') || segment === path[index])
  );
}
