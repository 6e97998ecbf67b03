import { permissionTree } from '../../src/sandbox/permissions.ts';
import { MADE_AT, type Person } from './people.ts';

const PERMISSIONS = permissionTree('UT_PARTICIPANT', {}, {});

/** GET /users/{id} of Qualtrics, as the sandbox answers it: 2 kB, most of it permissions. */
export function record({ id, userName, givenName, familyName, divisionId }: Person) {
  return {
    id,
    username: userName,
    firstName: givenName,
    lastName: familyName,
    email: userName,
    userType: 'UT_PARTICIPANT',
    divisionId,
    language: 'EN',
    timeZone: 'Europe/Berlin',
    organizationId: 'bench',
    accountStatus: 'active',
    unsubscribed: false,
    accountCreationDate: MADE_AT,
    accountExpirationDate: null,
    passwordLastChangedDate: MADE_AT,
    passwordExpirationDate: null,
    lastLoginDate: null,
    responseCounts: { auditable: 0, generated: 0, deleted: 0 },
    permissions: PERMISSIONS,
  };
}
