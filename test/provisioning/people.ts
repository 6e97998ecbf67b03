import type { NewUser } from '../../src/provisioning/create-user.ts';
import type { Resource } from '../../src/provisioning/resource.ts';
import type { SandboxUserInput } from '../../src/sandbox/sandbox.ts';

/** What an IdP sends of Ada, with changes. */
export function ada(changes: Resource = {}): Resource {
  return {
    userName: 'ada.marsh@example.com',
    externalId: 'idp-ada',
    name: { givenName: 'Ada', familyName: 'Marsh' },
    emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
    active: true,
    ...changes,
  };
}

export function newAda(changes: Resource = {}, password?: string): NewUser {
  return { resource: ada(changes), password };
}

/** An account that somebody keeps in Qualtrics with every field in use, some of which no IdP names. */
export const KEPT_IN_QUALTRICS: SandboxUserInput = {
  username: 'grace.moor@example.com',
  firstName: 'Grace',
  lastName: 'Moor',
  email: 'grace@example.com',
  userType: 'UT_FULLUSER',
  status: 'active',
  language: 'ZH-S',
  timeZone: 'Asia/Calcutta',
  accountExpirationDate: '2031-05-01T00:00:00Z',
  lastLoginDate: '2025-01-02T03:04:05Z',
  permissions: { 'controlPanel.accountPermissions.accessApi': 'on' },
};
