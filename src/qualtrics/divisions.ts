import type { Call } from './call.ts';
import type { QualtricsClient } from './client.ts';
import { QualtricsError } from './errors.ts';
import { createFinding } from './finding.ts';
import { pages } from './paging.ts';
import { pathSegment } from './record-id.ts';
import type { Division } from './records.ts';
import { readCreatedId, readDivision } from './records-wire.ts';

const DAY_MS = 24 * 3_600_000;

export function createDivisions(call: Call, now?: () => number): QualtricsClient['divisions'] {
  const noList = createFinding(DAY_MS, now);
  const one = (method: 'GET' | 'PUT', id: string) => {
    const route = '/divisions/{id}';
    return { method, route, path: `/divisions/${pathSegment(id, `${method} ${route}`)}` } as const;
  };

  return {
    async list(options) {
      if (noList.holds()) return undefined;
      const divisions: Division[] = [];
      try {
        for await (const { elements, answer } of pages(call, '/divisions', options)) {
          for (const element of elements) divisions.push(readDivision(element, answer));
        }
      } catch (error) {
        if (!isUnknownRoute(error)) throw error;
        noList.note();
        return undefined;
      }
      return divisions;
    },

    async get(id, options) {
      const answer = await call(one('GET', id), options);
      return readDivision(answer.result, answer);
    },

    async create(draft, options) {
      const request = { method: 'POST', route: '/divisions', path: '/divisions', body: draft } as const;
      return readCreatedId(await call(request, options));
    },

    async update(id, changes, options) {
      await call({ ...one('PUT', id), body: changes }, options);
    },
  };
}

/** Most brands have no GET /divisions, and the API itself says so; a 404 page of some proxy is an outage. */
function isUnknownRoute(error: unknown): boolean {
  return (
    error instanceof QualtricsError && error.status === 404 && error.fromApi && error.code !== 'forbidden'
  );
}
