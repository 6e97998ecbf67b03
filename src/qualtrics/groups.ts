import type { Call } from './call.ts';
import type { QualtricsClient } from './client.ts';
import { pages } from './paging.ts';
import { pathSegment } from './record-id.ts';
import type { Group } from './records.ts';
import { readCreatedId, readGroup, readMemberId, unreadable } from './records-wire.ts';

/** Qualtrics' own groups of users: GET, POST, PUT and DELETE of groups, and of members one at a time. */
export function createGroups(call: Call): QualtricsClient['groups'] {
  const one = (method: 'GET' | 'PUT' | 'DELETE', id: string) => {
    const route = '/groups/{id}';
    return { method, route, path: `/groups/${pathSegment(id, `${method} ${route}`)}` } as const;
  };
  const members = (method: 'GET' | 'POST' | 'DELETE', id: string) =>
    `/groups/${pathSegment(id, `${method} /groups/{id}/members`)}/members`;

  return {
    async list(options) {
      const groups: Group[] = [];
      for await (const { elements, answer } of pages(call, '/groups', options)) {
        for (const element of elements) groups.push(readGroup(element, answer));
      }
      return groups;
    },

    async get(id, options) {
      const answer = await call(one('GET', id), options);
      const group = readGroup(answer.result, answer);
      if (group.id !== id) throw unreadable(answer);
      return group;
    },

    async create(draft, options) {
      const request = { method: 'POST', route: '/groups', path: '/groups', body: draft } as const;
      return readCreatedId(await call(request, options));
    },

    async rename({ id, type, divisionId }, name, options) {
      // Whether PUT nulls what it lacks is not documented, so all three fields that it takes go along. A division of
      // null does not: leaving it out keeps or makes it null, and writing null may be refused.
      const body = {
        name,
        ...(type !== undefined && { type }),
        ...(typeof divisionId === 'string' && { divisionId }),
      };
      await call({ ...one('PUT', id), body }, options);
    },

    async delete(id, options) {
      await call(one('DELETE', id), options);
    },

    async *members(id, options) {
      const list = pages(call, members('GET', id), options, '/groups/{id}/members');
      for await (const { elements, answer } of list) {
        yield elements.map((element) => readMemberId(element, answer));
      }
    },

    async addMember(id, userId, options) {
      const path = members('POST', id);
      await call({ method: 'POST', route: '/groups/{id}/members', path, body: { userId } }, options);
    },

    async removeMember(id, userId, options) {
      const route = '/groups/{id}/members/{userId}';
      const path = `${members('DELETE', id)}/${pathSegment(userId, `DELETE ${route}`)}`;
      await call({ method: 'DELETE', route, path }, options);
    },
  };
}
