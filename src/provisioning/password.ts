import { randomBytes } from 'node:crypto';
import type { UserPolicies } from './user-context.ts';

/** What POST /users gets as the password. Never stored or logged. */
export function passwordFor(policy: UserPolicies['password'], sent: string | undefined): string | undefined {
  switch (policy) {
    case 'omit':
      return undefined;
    case 'pass':
      return sent ?? randomPassword();
    case 'generate':
      return randomPassword();
  }
}

/** Nobody ever sees it; letters of all kinds, since brands may have password rules. */
function randomPassword(): string {
  return `${randomBytes(24).toString('base64url')}aA1-`;
}
