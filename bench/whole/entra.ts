import type { Bridge } from './bridge.ts';

/** What Entra asks of the bridge in a first cycle, as it was captured (test/idp/traces). All throw for an unexpected answer. */
export interface Entra {
  /** Look-up by userName, no hit, POST; returns the id. */
  provisionUser(number: number): Promise<string>;
  /** Look-up by displayName, no hit, POST without members; returns the id. */
  provisionGroup(displayName: string): Promise<string>;
  addMembers(groupId: string, userIds: readonly string[]): Promise<void>;
}

const USER = [
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
];
const GROUP = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
const PATCH = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];

export function createEntra({ origin }: Bridge, token: string): Entra {
  async function ask(status: number, method: string, path: string, body?: object) {
    const response = await fetch(`${origin}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json; charset=utf-8' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== status) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }

  async function isKnown(path: string, filter: string): Promise<boolean> {
    const { totalResults } = await ask(200, 'GET', `${path}?filter=${encodeURIComponent(filter)}`);
    return totalResults > 0;
  }

  return {
    async provisionUser(number) {
      const userName = `person.${number}@example.com`;
      if (await isKnown('/Users', `userName eq "${userName}"`))
        throw new Error(`${userName} is there already`);
      const user = {
        schemas: USER,
        externalId: `person.${number}`,
        userName,
        active: true,
        displayName: `Person ${number}`,
        emails: [{ primary: true, type: 'work', value: userName }],
        meta: { resourceType: 'User' },
        name: { formatted: `Person ${number}`, familyName: String(number), givenName: 'Person' },
        roles: [],
      };
      return (await ask(201, 'POST', '/Users', user)).id;
    },
    async provisionGroup(displayName) {
      if (await isKnown('/Groups', `displayName eq "${displayName}"`))
        throw new Error(`${displayName} is there already`);
      const group = { schemas: GROUP, externalId: displayName, displayName, meta: { resourceType: 'Group' } };
      return (await ask(201, 'POST', '/Groups', group)).id;
    },
    async addMembers(groupId, userIds) {
      const value = userIds.map((id) => ({ $ref: null, value: id }));
      const operations = [{ op: 'Add', path: 'members', value }];
      await ask(204, 'PATCH', `/Groups/${groupId}`, { schemas: PATCH, Operations: operations });
    },
  };
}
