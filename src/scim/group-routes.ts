/**
 * /Groups (RFC 7644 3.3 to 3.6). Members are steps for the ledger, never a list that is read, changed and written:
 *
 *   body --our engines--> attributes + member steps -> provisioning -> resource --projection--> answer
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { MembersWanted } from '../provisioning/groups/find-groups.ts';
import type { Operation } from '../provisioning/operation.ts';
import type { Resource } from '../provisioning/resource.ts';
import { locationOf, send, withLocation } from './answer.ts';
import { callerOf } from './caller.ts';
import { memberIds, replaced, replacedMembers, stepOf } from './group-changes.ts';
import { groupQueries } from './group-query.ts';
import { readResource } from './input/read-resource.ts';
import { listResponse } from './list-response.ts';
import { observe, operationOf } from './operation-of.ts';
import { readGroupPatch } from './patch/read-group-patch.ts';
import { type QueryParameters, single, windowOf } from './query.ts';
import { type Projection, parseProjection, project } from './schema/projection.ts';
import type { ScimContext } from './scim-context.ts';

interface GroupRequest {
  Params: { id: string };
  Querystring: QueryParameters;
}

export function groupRoutes(app: FastifyInstance, context: ScimContext): void {
  const { groupSchema } = context;
  const groupsOf = (request: FastifyRequest) => callerOf(request).connection.groups;

  const shown = (request: FastifyRequest, resource: Resource, projection: Projection): Resource =>
    project(withLocation(callerOf(request).baseUrl, 'Groups', resource), projection);

  /** Shows a group. Asked for first: a request that is refused must not have changed anything. */
  const answerTo = (request: FastifyRequest<GroupRequest>, reply: FastifyReply) => {
    const projection = parseProjection(request.query, groupSchema);
    return async (id: string, operation: Operation): Promise<FastifyReply> =>
      send(
        request,
        reply,
        shown(request, await groupsOf(request).get(id, wanted(projection), operation), projection),
      );
  };

  /** Members may be thousands: even a DELETE of a group waits behind leavers. */
  const operationFor = (request: FastifyRequest): Operation & Disposable => ({
    ...operationOf(context, request),
    lane: 'interactive',
  });

  app.get<GroupRequest>('/Groups', async (request, reply) => {
    const window = windowOf(request.query);
    const projection = parseProjection(request.query, groupSchema);
    const filter = single(request.query, 'filter');
    using operation = operationFor(request);
    let page = { total: 0, resources: [] as readonly Resource[] };
    for (const query of groupQueries(filter, window, wanted(projection), groupSchema)) {
      page = await groupsOf(request).find(query, operation);
      if (page.total > 0) break;
    }
    const resources = page.resources.map((resource) => shown(request, resource, projection));
    return send(request, reply, listResponse(page.total, window.startIndex, resources));
  });

  app.get<GroupRequest>('/Groups/:id', async (request, reply) => {
    const answer = answerTo(request, reply);
    using operation = operationFor(request);
    return await answer(request.params.id, operation);
  });

  app.post<GroupRequest>('/Groups', async (request, reply) => {
    const answer = answerTo(request, reply);
    const input = readResource(groupSchema, request.body);
    observe(request, input);
    const { displayName, externalId } = input.resource;
    using operation = operationFor(request);
    const id = await groupsOf(request).create(
      {
        displayName: String(displayName),
        externalId: typeof externalId === 'string' ? externalId : undefined,
        members: memberIds(input.resource.members),
      },
      operation,
    );
    reply.code(201).header('location', locationOf(callerOf(request).baseUrl, 'Groups', id));
    return await answer(id, operation);
  });

  app.put<GroupRequest>('/Groups/:id', async (request, reply) => {
    const answer = answerTo(request, reply);
    const input = readResource(groupSchema, request.body);
    observe(request, input);
    const { id } = request.params;
    const change = (current: Resource) => replaced(current, input);
    using operation = operationFor(request);
    await groupsOf(request).change(id, change, replacedMembers(input), operation);
    return await answer(id, operation);
  });

  app.patch<GroupRequest>('/Groups/:id', async (request, reply) => {
    const answer = answerTo(request, reply);
    const patch = readGroupPatch(groupSchema, request.body);
    const { id } = request.params;
    const steps = patch.members.map(stepOf);
    using operation = operationFor(request);
    await groupsOf(request).change(id, patch.applyAttributes, steps, operation);
    observe(request, patch);
    // Microsoft asks for 204 here: a group with members in the answer is what makes Entra replace them. Who asks for
    // attributes gets them (RFC 7644 3.5.2).
    if (request.query.attributes?.length) return await answer(id, operation);
    return reply.code(204).send();
  });

  app.delete<GroupRequest>('/Groups/:id', async (request, reply) => {
    using operation = operationFor(request);
    await groupsOf(request).delete(request.params.id, operation);
    return reply.code(204).send();
  });
}

/** Members are not read for who does not want them: Entra asks for groups without. */
function wanted(projection: Projection): MembersWanted {
  return projection.wants('members') ? 'all' : 'none';
}
