import type { Json, JsonObject } from '../../sandbox/json.ts';
import type { Exchange } from './step.ts';

export const BEN = 'ben.ode@example.com';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Entra writes spaces as + and names no page. */
export function lookUp(userName: string, totalResults: 0 | 1): Exchange {
  return {
    send: () => ({ method: 'GET', path: `/Users?filter=userName+eq+%22${encodeURIComponent(userName)}%22` }),
    status: 200,
    calls: totalResults === 0 ? [] : ['GET /users/{id}'],
    answer: { totalResults },
  };
}

/** With meta and an empty roles; a manager would follow as a PATCH. */
export function create(): Exchange {
  return {
    send: () => ({ method: 'POST', path: '/Users', body: newcomer() }),
    status: 201,
    calls: ['POST /users', 'GET /users/{id}'],
    answer: { userName: BEN, externalId: 'ben.ode', active: true },
  };
}

/** Answered with the resource, as Entra's validator wants it. */
export function patch(
  operations: Json[],
  answer: JsonObject,
  calls: Exchange['calls'] = ['GET /users/{id}', 'PUT /users/{id}'],
): Exchange {
  return {
    send: ({ id }) => ({
      method: 'PATCH',
      path: `/Users/${id}`,
      body: { schemas: [PATCH], Operations: operations },
    }),
    status: 200,
    calls,
    answer,
  };
}

/** An operation of the default dialect: capital letter, and text for whatever the value is. */
export function replace(path: string, value: string): JsonObject {
  return { op: 'Replace', path, value };
}

function newcomer(): JsonObject {
  return {
    schemas: [USER, ENTERPRISE],
    externalId: 'ben.ode',
    userName: BEN,
    active: true,
    displayName: 'Ben Ode',
    emails: [{ primary: true, type: 'work', value: BEN }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Ben Ode', familyName: 'Ode', givenName: 'Ben' },
    roles: [],
  };
}
