/**
 * Makes Qualtrics agree whether a user is in one of its own groups:
 *
 *   due -> lock the membership -> is there a row? -> POST or DELETE of the member -> it is done
 *     -> refused: what the list of members says, then whether it is the group or the user that is gone
 */
import type { QualtricsError } from '../../qualtrics/errors.ts';
import type { DueMember } from '../../store/group-members.ts';
import { auditedRefusal } from '../audit/group-entry.ts';
import { isNotFound, isPassing, isQualtrics } from '../failures.ts';
import { isDeleted } from '../gone-user.ts';
import { keepWhileLanding } from '../keep-while-landing.ts';
import type { Operation } from '../operation.ts';
import { pauseAfter } from '../pause.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import { isBareNotFound, readRecord } from '../read-user.ts';
import type { GroupContext } from './group-context.ts';
import { saysGroupGone } from './says-group-gone.ts';

type Membership = Pick<DueMember, 'groupId' | 'userId'>;

/**
 * Nothing happens when it is not due. False when Qualtrics does not find the user: then it stays due. Throws 'invalid'
 * for a group that is gone there; never 'not-found', which would be that of the group over SCIM.
 */
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
    const telling = () => tell(context, due, isMember, held);
    if (!(await auditedRefusal(context, due, isMember, held, telling))) return false;
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
): Promise<boolean> {
  const { groups } = context.client;
  for (let attempt = 1; ; attempt++) {
    try {
      operation.confirm?.();
      if (isMember) await groups.addMember(groupId, userId, operation);
      else await groups.removeMember(groupId, userId, operation);
      return true;
    } catch (failure) {
      if (!isMember && isQualtrics(failure, 'not-found')) return true;
      if (isQualtrics(failure, 'not-found', 'invalid', 'taken') || isBareNotFound(failure)) {
        return await lookAfter(context, { groupId, userId }, isMember, failure, operation);
      }
      keepWhileLanding(context.locks, lockOf({ groupId, userId }), failure);
      if (!isPassing(failure)) throw failure;
      await pauseAfter(failure, attempt, operation.signal);
    }
  }
}

/**
 * What Qualtrics says to adding somebody who is there is not documented, so its list decides. A 404 may be of the group
 * or of the user, and on brands that give no code with it, anybody's.
 */
async function lookAfter(
  context: GroupContext,
  { groupId, userId }: Membership,
  isMember: boolean,
  refusal: QualtricsError,
  operation: Operation,
): Promise<boolean> {
  try {
    if ((await isListed(context, { groupId, userId }, operation)) === isMember) return true;
  } catch (failure) {
    const group = { id: groupId, target: 'group' } as const;
    if (!(await saysGroupGone(context, group, failure, operation))) throw failure;
    if (!isMember) return true;
    throw new ProvisioningError('invalid', 'Qualtrics has no such group any more.', { cause: failure });
  }
  if (isMember && !(await isUser(context, userId, operation))) return false;
  if (!isQualtrics(refusal, 'not-found')) throw refusal;
  const { requestId: upstreamRequestId } = refusal;
  const detail = 'Qualtrics does not take this user into the group.';
  throw new ProvisioningError('invalid', detail, { upstreamRequestId, cause: refusal });
}

async function isUser(context: GroupContext, userId: string, operation: Operation): Promise<boolean> {
  try {
    await readRecord(context, userId, operation);
    return true;
  } catch (failure) {
    if (isNotFound(failure)) return false;
    throw failure;
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
