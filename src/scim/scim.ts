/**
 * The SCIM side, as a Fastify plugin for `/scim/v2` and `/:connection/scim/v2`:
 *
 *   bearer token -> connection -> body as JSON -> route -> engines (filter/, patch/, input/) -> provisioning -> answer
 *                                                   \ any failure -> SCIM Error
 */
import type { FastifyInstance } from 'fastify';
import { authenticate } from './authenticate.ts';
import { parseScimBodies } from './content-type.ts';
import { discoveryRoutes } from './discovery-routes.ts';
import { handleError } from './error-response.ts';
import { groupRoutes } from './group-routes.ts';
import type { ScimContext } from './scim-context.ts';
import { refuseUnknownRoutes } from './unknown-route.ts';
import { userRoutes } from './user-routes.ts';

export async function scim(app: FastifyInstance, context: ScimContext): Promise<void> {
  app.setErrorHandler(handleError);
  await authenticate(app, context);
  refuseUnknownRoutes(app);
  parseScimBodies(app);
  discoveryRoutes(app, context);
  userRoutes(app, context);
  groupRoutes(app, context);
}
