/**
 * What an IdP says of a group is written down at once; Qualtrics follows:
 *
 *   lock the group -> anything to refuse? -> name -> members, and what is due of them (target) -> settle what is due
 *
 * A request that is refused has changed nothing.
 */

import { foldCase } from '../../store/fold-case.ts';
import type { StoredGroup } from '../../store/memberships.ts';
import { auditedFailure, tellGroup } from '../audit/group-entry.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import type { Resource } from '../resource.ts';
import { chooseTarget } from './choose-target.ts';
import { knownGroup } from './find-groups.ts';
import { type GroupContext, renderGroup } from './group-context.ts';
import { type MemberStep, memberChanges, NO_CHANGES } from './member-steps.ts';
import { newGroup, refuseTakenName } from './new-group.ts';
import { refuseStrangers } from './refuse-members.ts';
import { saysGroupGone } from './says-group-gone.ts';
import { settleNow } from './settle-now.ts';
import { TARGETS, type Target } from './target.ts';

/** A group as a POST describes it. */
export interface NewGroup {
  readonly displayName: string;
  readonly externalId: string | undefined;
  readonly members: readonly string[];
}

/**
 * A pushed group becomes a division or a group of Qualtrics' own, or gets back what it was before it was deleted over
 * SCIM. A name that is there is 'taken', so that the IdP links that group. Returns the group's id. A group that was
 * made, and then a failure of its members, are two things to the audit.
 */
export async function createGroup(
  context: GroupContext,
  group: NewGroup,
  operation: Operation,
): Promise<string> {
  const { members } = group;
  const make = () => makeGroup(context, group, operation);
  const id = await auditedFailure(context, undefined, 'create', operation, make);
  const steps: MemberStep[] = members.length > 0 ? [{ kind: 'add', ids: members }] : [];
  const fill = () => changeGroup(context, id, (current) => current, steps, operation);
  await auditedFailure(context, id, 'members', operation, fill);
  return id;
}

async function makeGroup(
  context: GroupContext,
  { displayName, externalId, members }: NewGroup,
  operation: Operation,
): Promise<string> {
  // Refused before a division is made that nobody could take back.
  await refuseStrangers(context, members, operation);
  const chosen = chooseTarget({ displayName, externalId }, context.groupPolicies);
  await TARGETS[chosen.target].refuse(context, undefined, members);
  const work = async (held: Operation) => {
    const { id, target, created } = await newGroup(context, displayName, chosen, held);
    const lastModified = new Date().toISOString();
    const known = externalId === undefined ? {} : { externalId };
    await context.store.groups.put({
      id,
      target,
      displayName,
      ...known,
      created: created ?? lastModified,
      lastModified,
    });
    const action = created === undefined ? 'create' : 'restore';
    await tellGroup(context, id, action, { after: { displayName, externalId } }, NO_CHANGES, held);
    return id;
  };
  return await context.locks.hold(nameLock(displayName), operation, work);
}

/** `change` gets the group without its members. Throws 'invalid' for members who are no users. */
export async function changeGroup(
  context: GroupContext,
  id: string,
  change: (current: Resource) => Resource,
  steps: readonly MemberStep[],
  operation: Operation,
): Promise<void> {
  const work = async (held: Operation) => {
    const group = await knownGroup(context, id);
    const target = TARGETS[group.target];
    const changes = await memberChanges(target.members(context), id, steps);
    await refuseStrangers(context, changes.add, held);
    await target.refuse(context, id, changes.add);
    const after = change(renderGroup(group));
    await rewrite(context, group, after, held);
    const due = await target.record(context, id, changes, held);
    await tellGroup(context, id, 'change', { before: group, after }, changes, held);
    return { target, due };
  };
  const { target, due } = await context.locks.hold(`group:${id}`, operation, work);
  await settleNow(context, target, id, due, operation);
}

/** Where it stays at Qualtrics its members leave it, and the group is forgotten here. */
export async function deleteGroup(context: GroupContext, id: string, operation: Operation): Promise<void> {
  const work = async (held: Operation) => {
    const group = await knownGroup(context, id);
    const target = TARGETS[group.target];
    const due = (await target.remove(context, id, held)) ? [] : await emptied(context, target, id, held);
    held.confirm?.();
    await context.store.groups.put({ ...group, deleted: new Date().toISOString() });
    await tellGroup(context, id, 'delete', { before: group }, NO_CHANGES, held);
    return { target, due };
  };
  const { target, due } = await context.locks.hold(`group:${id}`, operation, work);
  await settleNow(context, target, id, due, operation);
}

async function emptied(
  context: GroupContext,
  target: Target,
  id: string,
  operation: Operation,
): Promise<string[]> {
  const changes = await memberChanges(target.members(context), id, [{ kind: 'removeAll' }]);
  const due = await target.record(context, id, changes, operation);
  await tellGroup(context, id, 'members', {}, changes, operation);
  return due;
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

/** Held inside a group's lock, never around one. */
function nameLock(displayName: string): string {
  return `displayName:${foldCase(displayName)}`;
}
