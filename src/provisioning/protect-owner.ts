import type { UserRecord } from '../qualtrics/records.ts';
import type { Operation } from './operation.ts';
import { ProvisioningError } from './provisioning-error.ts';
import type { UserContext } from './user-context.ts';
import { within } from './within.ts';

const DETAIL =
  "This is the account that the bridge itself works with: it can't be disabled, deleted, renamed, made to expire or given another user type over SCIM.";

const PROTECTED = ['status', 'userType', 'username', 'accountExpirationDate'] as const;

/** Refuses a change that would lock the bridge out. */
export async function guardOwner(
  context: UserContext,
  record: UserRecord,
  next: UserRecord,
  operation: Operation,
): Promise<void> {
  const isHarmless = PROTECTED.every((field) => next[field] === record[field]);
  if (!isHarmless) await guardOwnerDeletion(context, record.id, operation);
}

export async function guardOwnerDeletion(
  context: UserContext,
  id: string,
  operation: Operation,
): Promise<void> {
  if (await isOwner(context, id, operation)) throw new ProvisioningError('protected', DETAIL);
}

export async function isOwner(context: UserContext, id: string, { signal }: Operation): Promise<boolean> {
  return (await within(signal, context.owner())) === id;
}
