/**
 * What an IdP says of a group is written down at once; Qualtrics follows:
 *
 *   lock the group -> anything to refuse? -> name -> members, and what is due of them (target) -> settle what is due
 *
 * A request that is refused has changed nothing. One that fails while it settles has: the audit has the change as done,
 * and the failure as that of the user.
 */
import type { StoredGroup } from '../../store/memberships.ts';
import { auditedFailure, groupEntries } from '../audit/group-entry.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import type { Resource } from '../resource.ts';
import { knownGroup } from './find-groups.ts';
import { type GroupContext, renderGroup } from './group-context.ts';
import { type MemberStep, memberChanges, NO_CHANGES } from './member-steps.ts';
import { nameLock, refuseTakenName } from './new-group.ts';
import { refuseStrangers } from './refuse-members.ts';
import { saysGroupGone } from './says-group-gone.ts';
import { type DueMembers, settleNow } from './settle-now.ts';
import { TARGETS, type Target } from './target.ts';

/** `change` gets the group without its members. Throws 'invalid' for members who are no users. */
export async function changeGroup(
  context: GroupContext,
  id: string,
  change: (current: Resource) => Resource,
  steps: readonly MemberStep[],
  operation: Operation,
): Promise<void> {
  const record = () => recordChange(context, id, change, steps, operation);
  await settleNow(context, id, await auditedFailure(context, id, 'change', operation, record), operation);
}

/** Writes down what a request says of a group. Returns of whom Qualtrics has yet to hear. */
export async function recordChange(
  context: GroupContext,
  id: string,
  change: (current: Resource) => Resource,
  steps: readonly MemberStep[],
  operation: Operation,
): Promise<DueMembers> {
  const work = async (held: Operation) => {
    const group = await knownGroup(context, id);
    const target = TARGETS[group.target];
    const changes = await memberChanges(target.members(context), id, steps);
    await refuseStrangers(context, changes.add, held);
    await target.refuse(context, id, changes.add);
    const after = change(renderGroup(group));
    await rewrite(context, group, after, held);
    const entries = groupEntries(id, 'change', { before: group, after }, changes, held);
    const userIds = await target.record(context, id, changes, entries, held);
    return { target, userIds };
  };
  return await context.locks.hold(`group:${id}`, operation, work);
}

/** Where it stays at Qualtrics its members leave it, and the group is forgotten here. */
export async function deleteGroup(context: GroupContext, id: string, operation: Operation): Promise<void> {
  const forget = () => forgetGroup(context, id, operation);
  await settleNow(context, id, await auditedFailure(context, id, 'delete', operation, forget), operation);
}

async function forgetGroup(context: GroupContext, id: string, operation: Operation): Promise<DueMembers> {
  const work = async (held: Operation) => {
    const group = await knownGroup(context, id);
    const target = TARGETS[group.target];
    const userIds = (await target.remove(context, id, held)) ? [] : await emptied(context, target, id, held);
    held.confirm?.();
    await context.store.groups.put({ ...group, deleted: new Date().toISOString() });
    await context.store.audit.add(groupEntries(id, 'delete', { before: group }, NO_CHANGES, held));
    return { target, userIds };
  };
  return await context.locks.hold(`group:${id}`, operation, work);
}

async function emptied(
  context: GroupContext,
  target: Target,
  id: string,
  operation: Operation,
): Promise<string[]> {
  const changes = await memberChanges(target.members(context), id, [{ kind: 'removeAll' }]);
  const entries = groupEntries(id, 'members', {}, changes, operation);
  return await target.record(context, id, changes, entries, operation);
}

async function rewrite(
  context: GroupContext,
  group: StoredGroup,
  { displayName, externalId }: Resource,
  operation: Operation,
): Promise<void> {
  const name = String(displayName);
  const { externalId: before, ...rest } = group;
  const isRenamed = name !== group.displayName;
  if (!isRenamed && externalId === before) return;
  const put = async (held: Operation) => {
    held.confirm?.();
    await context.store.groups.put({
      ...rest,
      displayName: name,
      ...(typeof externalId === 'string' && { externalId }),
      lastModified: new Date().toISOString(),
    });
  };
  if (!isRenamed) return await put(operation);
  const rename = async (held: Operation) => {
    await refuseTakenName(context, name, group.id);
    await renameUpstream(context, group, name, held);
    await put(held);
  };
  await context.locks.hold(nameLock(name), operation, rename);
}

async function renameUpstream(
  context: GroupContext,
  group: StoredGroup,
  name: string,
  operation: Operation,
): Promise<void> {
  const { id, target } = group;
  try {
    await TARGETS[target].rename(context, id, name, operation);
  } catch (failure) {
    if (!(await saysGroupGone(context, group, failure, operation))) throw failure;
    throw new ProvisioningError('invalid', `Qualtrics has no such ${target} any more. Nothing was changed.`);
  }
}
