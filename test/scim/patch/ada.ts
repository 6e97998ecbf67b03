import { ENTERPRISE_USER_SCHEMA, type Resource, USER_SCHEMA } from '../../../src/provisioning/resource.ts';
import { applyPatch, type PatchResult } from '../../../src/scim/patch/apply-patch.ts';
import { deepFreeze } from './deep-freeze.ts';
import { schemas } from './vectors.ts';

/** A user to patch; no test can change her. */
export const ada: Resource = {
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  id: 'user-self',
  userName: 'ada@users.example.com',
  name: { givenName: 'Ada', familyName: 'Marsh' },
  active: true,
  emails: [
    { value: 'ada@work.example.com', type: 'work', primary: true },
    { value: 'ada@home.example.org', type: 'home' },
  ],
  [ENTERPRISE_USER_SCHEMA]: { department: 'Sales', manager: { value: 'user-m1', displayName: 'Mo' } },
};
deepFreeze(ada);

export function patchAda(...Operations: unknown[]): PatchResult {
  return applyPatch(schemas.User, ada, { Operations });
}

export function patchGroup(group: Resource, ...Operations: unknown[]): PatchResult {
  return applyPatch(schemas.Group, group, { Operations });
}
