/**
 * Makes Qualtrics agree whether a user is in one of its own groups (design D7):
 *
 *   due -> lock the membership -> is there a row? -> POST or DELETE of the member -> it is done
 */
import type { DueMember } from '../../store/group-members.ts';
import { isPassing, isQualtrics } from '../failures.ts';
import { isDeleted } from '../gone-user.ts';
import { keepWhileLanding } from '../keep-while-landing.ts';
import type { Operation } from '../operation.ts';
import { pauseAfter } from '../pause.ts';
import { isBareNotFound } from '../read-user.ts';
import type { GroupContext } from './group-context.ts';

type Membership = Pick<DueMember, 'groupId' | 'userId'>;

/** Nothing happens when it is not due. False when Qualtrics does not find the user: then it stays due. */
export async function settleMember(
  context: GroupContext,
  { groupId, userId }: Membership,
  operation: Operation,
): Promise<boolean> {
  const { users, groupMembers, dueMembers } = context.store;
  const work = async (held: Operation) => {
    const stored = await users.get(userId);
    // Over SCIM, between a request's look at its members and its change of them.
    if (stored && isDeleted(stored)) await groupMembers.leaveAll(userId);
    const due = await dueMembers.get(groupId, userId);
    if (!due) return true;
    if (stored?.gone !== undefined) return false;
    const isMember = (await groupMembers.among(groupId, [userId], 'all')).length > 0;
    await tell(context, due, isMember, held);
    held.confirm?.();
    await dueMembers.done(due);
    return true;
  };
  return await context.locks.hold(lockOf({ groupId, userId }), operation, work);
}

function lockOf({ groupId, userId }: Membership): string {
  return `member:${groupId}:${userId}`;
}

async function tell(
  context: GroupContext,
  { groupId, userId }: Membership,
  isMember: boolean,
  operation: Operation,
): Promise<void> {
  const { groups } = context.client;
  for (let attempt = 1; ; attempt++) {
    try {
      operation.confirm?.();
      if (isMember) return await groups.addMember(groupId, userId, operation);
      return await groups.removeMember(groupId, userId, operation);
    } catch (failure) {
      if (!isMember && isQualtrics(failure, 'not-found')) return;
      // What Qualtrics says to adding somebody who is there is not documented, so its list decides. Some brands give
      // no code with a 404, so that it may be anybody's.
      if (isQualtrics(failure, 'invalid', 'taken') || isBareNotFound(failure)) {
        if ((await isListed(context, { groupId, userId }, operation)) === isMember) return;
        throw failure;
      }
      keepWhileLanding(context.locks, lockOf({ groupId, userId }), failure);
      if (!isPassing(failure)) throw failure;
      await pauseAfter(failure, attempt, operation.signal);
    }
  }
}

async function isListed(
  { client }: GroupContext,
  { groupId, userId }: Membership,
  operation: Operation,
): Promise<boolean> {
  for await (const ids of client.groups.members(groupId, operation)) {
    if (ids.includes(userId)) return true;
  }
  return false;
}
