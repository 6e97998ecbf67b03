import { foldCase } from '../../store/fold-case.ts';
import type { GroupTarget, StoredGroup } from '../../store/memberships.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import type { ChosenTarget } from './choose-target.ts';
import { groupOf } from './discover-groups.ts';
import type { GroupContext } from './group-context.ts';
import { saysGroupGone } from './says-group-gone.ts';
import { TARGETS } from './target.ts';

/** What Qualtrics has of a pushed group. */
export interface FreshGroup {
  readonly id: string;
  readonly target: GroupTarget;
  /** When the bridge first heard of it; undefined for what is new at Qualtrics too. */
  readonly created?: string;
}

/**
 * What a pushed group becomes: what it was before it was deleted over SCIM, else a new division or group. Throws
 * 'taken' for a name that a group has, here or at Qualtrics, 'protected' by policy.
 */
export async function newGroup(
  context: GroupContext,
  displayName: string,
  { target, type }: ChosenTarget,
  operation: Operation,
): Promise<FreshGroup> {
  await refuseTakenName(context, displayName, undefined);
  const before = await groupBefore(context, displayName, target, operation);
  if (before) return before;
  await refuseUnheardOf(context, displayName, target, operation);
  refuseByPolicy(context, target);
  operation.confirm?.();
  return { id: await TARGETS[target].create(context, displayName, type, operation), target };
}

/** Undefined also when it is gone from Qualtrics, or has another name there by now. */
async function groupBefore(
  context: GroupContext,
  displayName: string,
  target: GroupTarget,
  operation: Operation,
): Promise<StoredGroup | undefined> {
  const deleted = await context.store.groups.lookUpDeleted(displayName, target);
  if (!deleted) return undefined;
  try {
    const { name } = await TARGETS[target].get(context, deleted.id, operation);
    if (foldCase(name) !== foldCase(displayName)) return undefined;
    if (name !== displayName) await TARGETS[target].rename(context, deleted.id, displayName, operation);
    return deleted;
  } catch (failure) {
    if (await saysGroupGone(context, deleted, failure, operation)) return undefined;
    throw failure;
  }
}

/** Throws 'taken' when another group has that name, in any letter case and of whatever kind. */
export async function refuseTakenName(
  context: GroupContext,
  displayName: string,
  ownId: string | undefined,
): Promise<void> {
  const holders = await context.store.groups.lookUp('displayName', displayName);
  if (holders.some(({ id }) => id !== ownId)) throw taken();
}

/** What Qualtrics has had since the last listing: made by hand, or by a POST whose answer was lost. */
async function refuseUnheardOf(
  context: GroupContext,
  displayName: string,
  target: GroupTarget,
  operation: Operation,
): Promise<void> {
  const listed = await TARGETS[target].list(context, operation);
  const same = listed?.find(({ name }) => foldCase(name) === foldCase(displayName));
  if (!same) return;
  operation.confirm?.();
  if (!(await context.store.groups.get(same.id))) await context.store.groups.put(groupOf(same, target));
  throw taken();
}

/** Held inside a group's lock, never around one. */
export function nameLock(displayName: string): string {
  return `displayName:${foldCase(displayName)}`;
}

function refuseByPolicy({ groupPolicies }: GroupContext, target: ChosenTarget['target']): void {
  if (groupPolicies.create === 'allow') return;
  const noun = target === 'division' ? 'division' : 'group';
  throw new ProvisioningError(
    'protected',
    `New groups may not become ${noun}s here. Create the ${noun} in Qualtrics under this name and push the group again, or set SCIM_GROUP_CREATE=allow.`,
  );
}

function taken(): ProvisioningError {
  return new ProvisioningError('taken', 'There is a group of that displayName already.');
}
