/**
 * /Users (RFC 7644 3.3 to 3.6):
 *
 *   body, filter, path --our engines--> resource or change --> provisioning --> resource --projection--> answer
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Resource } from '../provisioning/resource.ts';
import type { User } from '../provisioning/user-context.ts';
import { locationOf, send, withLocation } from './answer.ts';
import { callerOf } from './caller.ts';
import { Findings } from './input/findings.ts';
import { readResource } from './input/read-resource.ts';
import { listResponse } from './list-response.ts';
import { observe, operationOf } from './operation-of.ts';
import { applyInstructions } from './patch/apply-patch.ts';
import { readPatch } from './patch/read-patch.ts';
import { type QueryParameters, single, windowOf } from './query.ts';
import { parseProjection, project } from './schema/projection.ts';
import type { ScimContext } from './scim-context.ts';
import { undoSoftDeleteRename } from './soft-delete.ts';
import { userQueries } from './user-query.ts';

interface UserRequest {
  Params: { id: string };
  Querystring: QueryParameters;
}

export function userRoutes(app: FastifyInstance, context: ScimContext): void {
  const { userSchema } = context;
  const usersOf = (request: FastifyRequest) => callerOf(request).connection.users;

  /** What to show of a user. Asked for first: a request that is refused must not have changed anything. */
  const viewOf = (request: FastifyRequest<UserRequest>): ((user: User) => Resource) => {
    const projection = parseProjection(request.query, userSchema);
    const { baseUrl } = callerOf(request);
    return ({ resource }) => project(withLocation(baseUrl, 'Users', resource), projection);
  };

  app.get<UserRequest>('/Users', async (request, reply) => {
    const shown = viewOf(request);
    const window = windowOf(request.query);
    using operation = operationOf(context, request);
    let page = { total: 0, users: [] as readonly User[] };
    for (const query of userQueries(single(request.query, 'filter'), window, userSchema)) {
      page = await usersOf(request).find(query, operation);
      if (page.total > 0) break;
    }
    return send(request, reply, listResponse(page.total, window.startIndex, page.users.map(shown)));
  });

  app.get<UserRequest>('/Users/:id', async (request, reply) => {
    const shown = viewOf(request);
    using operation = operationOf(context, request);
    const user = await usersOf(request).get(request.params.id, operation);
    return send(request, reply, shown(user));
  });

  app.post<UserRequest>('/Users', async (request, reply) => {
    const shown = viewOf(request);
    const input = readResource(userSchema, request.body);
    observe(request, input);
    const resource = undoSoftDeleteRename(input.resource);
    using operation = operationOf(context, request);
    const user = await usersOf(request).create({ resource, password: input.password }, operation);
    reply.code(201).header('location', locationOf(callerOf(request).baseUrl, 'Users', user.id));
    return send(request, reply, shown(user));
  });

  app.put<UserRequest>('/Users/:id', async (request, reply) => {
    const shown = viewOf(request);
    const input = readResource(userSchema, request.body);
    observe(request, input);
    const sent = (current: Resource) => undoSoftDeleteRename(input.resource, current);
    using operation = operationOf(context, request);
    const user = await usersOf(request).replace(request.params.id, sent, new Set(input.cleared), operation);
    return send(request, reply, shown(user));
  });

  app.patch<UserRequest>('/Users/:id', async (request, reply) => {
    const shown = viewOf(request);
    // Read once and before anything is asked of Qualtrics; applied as often as the record has to be read again.
    const findings = new Findings();
    const { instructions } = readPatch(userSchema, request.body, findings);
    const change = (current: Resource): Resource => {
      const patched = applyInstructions(userSchema, current, instructions, findings);
      return patched === current ? current : undoSoftDeleteRename(patched, current);
    };
    using operation = operationOf(context, request);
    const user = await usersOf(request).change(request.params.id, change, operation);
    observe(request, findings);
    return send(request, reply, shown(user));
  });

  app.delete<UserRequest>('/Users/:id', async (request, reply) => {
    using operation = operationOf(context, request);
    await usersOf(request).delete(request.params.id, operation);
    return reply.code(204).send();
  });
}
