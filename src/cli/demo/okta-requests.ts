import type { JsonObject } from '../../sandbox/json.ts';
import type { Exchange } from './step.ts';

export const ADA = 'ada.marsh@example.com';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Asked before each create, and again when a user comes back. */
export function lookUp(totalResults: 0 | 1): Exchange {
  const filter = encodeURIComponent(`userName eq "${ADA}"`);
  return {
    send: () => ({ method: 'GET', path: `/Users?filter=${filter}&startIndex=1&count=100` }),
    status: 200,
    // A hit is checked with Qualtrics before it is told.
    calls: totalResults === 0 ? [] : ['GET /users/{id}'],
    answer: { totalResults },
  };
}

/** With a password, also where Okta is not to sync any. */
export function create(familyName: string): Exchange {
  return {
    send: () => ({ method: 'POST', path: '/Users', body: { ...profile(familyName), password: 'x7Kp20qz' } }),
    status: 201,
    calls: ['POST /users', 'GET /users/{id}'],
    answer: { userName: ADA, active: true },
  };
}

/** Okta reads a user before each PUT. */
export function read(active: boolean): Exchange {
  return {
    send: ({ id }) => ({ method: 'GET', path: `/Users/${id}` }),
    status: 200,
    calls: ['GET /users/{id}'],
    answer: { active },
  };
}

/** The whole profile, and of the answer before it what Okta takes over: id and meta. */
export function put(familyName: string, active: boolean): Exchange {
  return {
    send: ({ id, answer: { meta = null } }) => ({
      method: 'PUT',
      path: `/Users/${id}`,
      body: { ...profile(familyName), id, meta, active },
    }),
    status: 200,
    calls: ['GET /users/{id}', 'PUT /users/{id}'],
    answer: { name: { familyName }, active },
  };
}

/** The profile of the Okta app. */
function profile(familyName: string): JsonObject {
  return {
    schemas: [USER],
    userName: ADA,
    name: { givenName: 'Ada', familyName },
    emails: [{ primary: true, value: ADA, type: 'work' }],
    displayName: `Ada ${familyName}`,
    locale: 'en-US',
    externalId: '00u1exampleADA0001',
    groups: [],
    active: true,
  };
}
