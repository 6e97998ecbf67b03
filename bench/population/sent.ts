import type { Person } from './people.ts';

/** What the IdP says of a person, in a POST or a PUT (Okta's attributes). */
export function sent({ id, userName, givenName, familyName }: Person) {
  return {
    userName,
    externalId: `00u${id.slice('UR_'.length)}`,
    name: { givenName, familyName },
    displayName: `${givenName} ${familyName}`,
    title: 'Analyst',
    emails: [{ value: userName, type: 'work', primary: true }],
    preferredLanguage: 'en',
    timezone: 'Europe/Berlin',
    active: true,
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Research' },
  };
}
