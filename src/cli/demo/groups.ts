import { okta } from './okta.ts';
import { ADA } from './okta-requests.ts';
import type { Act, Exchange } from './step.ts';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const [FIRST, SECOND] = ['Insights', 'Launch Team'];

/** Okta's group push: a group is a Qualtrics division, of which a user has one at most. */
export const groups: Act = {
  idp: 'Okta',
  title: 'group push; a group is a division, and a user has at most one',
  headers: okta.headers,
  steps: [
    {
      title: `Okta pushes the group ${FIRST}`,
      why: 'Looked up, created empty, read, then PUT with its members: Ada moves to the new division.',
      person: ADA,
      exchanges: [...create(FIRST), putMembers(FIRST, true)],
      changes: ({ divisionId }) => ({ divisionId: divisionId(FIRST) }),
    },
    {
      title: `Okta pushes the group ${SECOND}`,
      why: 'Ada is in two groups now, and Qualtrics has room for one: the later one wins, the bridge remembers both.',
      person: ADA,
      exchanges: [...create(SECOND), putMembers(SECOND, true)],
      changes: ({ divisionId }) => ({ divisionId: divisionId(SECOND) }),
    },
    {
      title: `Ada leaves ${SECOND}`,
      why: 'She falls back to the group that she is still in.',
      person: ADA,
      exchanges: [readGroup(SECOND), putMembers(SECOND, false)],
      changes: ({ divisionId }) => ({ divisionId: divisionId(FIRST) }),
    },
  ],
};

function create(displayName: string): Exchange[] {
  const filter = encodeURIComponent(`displayName eq "${displayName}"`);
  return [
    {
      send: () => ({ method: 'GET', path: `/Groups?filter=${filter}&startIndex=1&count=100` }),
      status: 200,
      calls: [],
      answer: { totalResults: 0 },
    },
    {
      send: () => ({
        method: 'POST',
        path: '/Groups',
        body: { schemas: [GROUP], displayName, members: [] },
      }),
      status: 201,
      calls: ['POST /divisions'],
      answer: { displayName },
    },
    readGroup(displayName),
  ];
}

function readGroup(displayName: string): Exchange {
  return {
    send: ({ divisionId }) => ({ method: 'GET', path: `/Groups/${divisionId(displayName)}` }),
    status: 200,
    calls: [],
    answer: { displayName },
  };
}

/** The whole group, as Okta's wizard apps send it: who is not listed leaves. */
function putMembers(displayName: string, withAda: boolean): Exchange {
  return {
    send: ({ id, divisionId }) => ({
      method: 'PUT',
      path: `/Groups/${divisionId(displayName)}`,
      body: {
        schemas: [GROUP],
        id: divisionId(displayName),
        displayName,
        members: withAda ? [{ value: id, display: ADA }] : [],
      },
    }),
    status: 200,
    calls: ['GET /users/{id}', 'PUT /users/{id}'],
    answer: { displayName },
  };
}
