import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Resource } from '../provisioning/resource.ts';
import { send } from './answer.ts';
import { callerOf } from './caller.ts';
import { listResponse } from './list-response.ts';
import { MAX_RESULTS, type QueryParameters } from './query.ts';
import { resourceTypeBody, schemaBodies } from './schema/discovery.ts';
import { serviceProviderConfigBody } from './schema/service-provider-config.ts';
import type { ScimContext } from './scim-context.ts';
import { ScimError } from './scim-error.ts';

interface Asked {
  Params: { id: string };
  Querystring: QueryParameters;
}

/** /ServiceProviderConfig, /Schemas, /ResourceTypes (RFC 7644 section 4): only what is true of this service. */
export function discoveryRoutes(app: FastifyInstance, context: ScimContext): void {
  const schemas = [context.userSchema, context.groupSchema];
  app.get<Asked>('/ServiceProviderConfig', { preHandler: refuseFilter }, async (request, reply) =>
    send(
      request,
      reply,
      serviceProviderConfigBody({ baseUrl: callerOf(request).baseUrl, maxResults: MAX_RESULTS }),
    ),
  );
  collection(app, '/Schemas', (baseUrl) => schemas.flatMap((schema) => schemaBodies(schema, baseUrl)));
  collection(app, '/ResourceTypes', (baseUrl) => schemas.map((schema) => resourceTypeBody(schema, baseUrl)));

  for (const [endpoint, what] of UNSUPPORTED) {
    app.all(endpoint, async () => {
      throw new ScimError(501, undefined, `${what} is not supported; see /ServiceProviderConfig.`);
    });
  }
}

/** RFC 7644 3.7 and 3.11 ask for 501 where these are known and not offered. */
const UNSUPPORTED = [
  ['/Bulk', 'Bulk'],
  ['/Me', 'The /Me alias'],
] as const;

/** RFC 7644 section 4: nobody is to believe that it was heeded. The other parameters of a query are ignored. */
async function refuseFilter(request: FastifyRequest<Asked>): Promise<void> {
  if (request.query.filter === undefined) return;
  throw new ScimError(403, undefined, 'This list cannot be filtered; ask for it without a filter.');
}

function collection(app: FastifyInstance, endpoint: string, bodies: (baseUrl: string) => Resource[]): void {
  app.get<Asked>(endpoint, { preHandler: refuseFilter }, async (request, reply) => {
    const all = bodies(callerOf(request).baseUrl);
    return send(request, reply, listResponse(all.length, 1, all));
  });
  app.get<Asked>(`${endpoint}/:id`, async (request, reply) => {
    const wanted = request.params.id.toLowerCase();
    const body = bodies(callerOf(request).baseUrl).find(
      ({ id }) => typeof id === 'string' && id.toLowerCase() === wanted,
    );
    if (!body) throw new ScimError(404, undefined, `There is no ${request.params.id} here.`);
    return send(request, reply, body);
  });
}
