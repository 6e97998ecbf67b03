import type { Membership } from '../../store/memberships.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import { saysGone } from '../read-user.ts';
import type { GroupContext } from './group-context.ts';
import { someAtATime } from './some-at-a-time.ts';

const NAMED_AT_MOST = 10;

/** Throws 'invalid' for new members who are no users. Asked before anything is done. */
export async function refuseStrangers(
  context: GroupContext,
  ids: readonly string[],
  operation: Operation,
): Promise<void> {
  const known = new Set(await context.store.memberships.usersAmong(ids));
  const unknown = new Set(ids.filter((id) => !known.has(id)));
  const strangers: string[] = [];
  await someAtATime(context.groupPolicies.concurrency, unknown, async (id) => {
    if (!(await isNewAccount(context, id, operation))) strangers.push(id);
  });
  if (strangers.length === 0) return;
  throw new ProvisioningError(
    'invalid',
    `These members are no users here: ${enumerated(strangers)}. Nothing was changed.`,
  );
}

/** The index may not have heard of it yet. */
async function isNewAccount(context: GroupContext, id: string, operation: Operation): Promise<boolean> {
  // It has: the user was deleted over SCIM.
  if (await context.store.users.get(id)) return false;
  try {
    await context.client.users.get(id, operation);
    return true;
  } catch (failure) {
    if (await saysGone(context, id, failure, operation)) return false;
    throw failure;
  }
}

/**
 * Throws 'taken' for new members who are in another group already, where the policy has one group a user. `known`: their
 * rows, where they have just been read.
 */
export async function refuseSecondGroup(
  context: GroupContext,
  groupId: string | undefined,
  userIds: readonly string[],
  known?: ReadonlyMap<string, readonly Membership[]>,
): Promise<void> {
  if (context.groupPolicies.onConflict.kind !== 'reject') return;
  const rowsOf = known ?? (await context.store.memberships.ofUsers(userIds));
  for (const userId of userIds) {
    const other = rowsOf.get(userId)?.find((row) => row.groupId !== groupId);
    if (!other) continue;
    const name = (await context.store.groups.get(other.groupId))?.displayName;
    throw new ProvisioningError(
      'taken',
      `User ${userId} is in the group ${JSON.stringify(name)} (${other.groupId}) already, and a Qualtrics user has one division. Nothing was changed.`,
    );
  }
}

export function enumerated(ids: readonly string[]): string {
  const named = ids.slice(0, NAMED_AT_MOST).join(', ');
  return ids.length > NAMED_AT_MOST ? `${named} and ${ids.length - NAMED_AT_MOST} more` : named;
}
