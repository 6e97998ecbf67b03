import type { UserRecord } from '../qualtrics/records.ts';
import { ProvisioningError } from './provisioning-error.ts';
import type { UserContext } from './user-context.ts';

const DETAIL =
  "This is the account that the bridge itself works with: it can't be disabled, deleted, renamed or given another user type over SCIM.";

/** Refuses a change that would lock the bridge out (design D10). */
export async function guardOwner(context: UserContext, record: UserRecord, next: UserRecord): Promise<void> {
  const harmless =
    next.status === record.status && next.userType === record.userType && next.username === record.username;
  if (!harmless) await guardOwnerDeletion(context, record.id);
}

export async function guardOwnerDeletion(context: UserContext, id: string): Promise<void> {
  if ((await context.owner()) === id) throw new ProvisioningError('protected', DETAIL);
}
