/**
 * What an IdP says of a group goes into the ledger at once; the divisions follow:
 *
 *   lock the group -> anything to refuse? -> name -> rows and due moves (write-ledger) -> settle what is due
 *
 * A request that is refused has changed nothing.
 */
import type { StoredGroup } from '../../store/memberships.ts';
import { isQualtrics } from '../failures.ts';
import { foldCase } from '../index-user.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import type { Resource } from '../resource.ts';
import { knownGroup } from './find-groups.ts';
import { type GroupContext, renderGroup } from './group-context.ts';
import { type MemberStep, memberChanges } from './member-steps.ts';
import { newDivision, refuseTakenName } from './new-division.ts';
import { refuseSecondGroup, refuseStrangers } from './refuse-members.ts';
import { settleNow } from './settle-now.ts';
import { writeLedger } from './write-ledger.ts';

/** A group as a POST describes it. */
export interface NewGroup {
  readonly displayName: string;
  readonly externalId: string | undefined;
  readonly members: readonly string[];
}

/**
 * A pushed group becomes a division, or gets back the one that it was before it was deleted over SCIM. A name that is
 * there is 'taken', so that the IdP links that group. Returns the group's id.
 */
export async function createGroup(
  context: GroupContext,
  { displayName, externalId, members }: NewGroup,
  operation: Operation,
): Promise<string> {
  // Refused before a division is made that nobody could take back.
  await refuseStrangers(context, members, operation);
  await refuseSecondGroup(context, undefined, await context.store.memberships.ofUsers(members));
  const work = async (held: Operation) => {
    const { id, created } = await newDivision(context, displayName, held);
    const lastModified = new Date().toISOString();
    const known = externalId === undefined ? {} : { externalId };
    await context.store.groups.put({
      id,
      target: 'division',
      displayName,
      ...known,
      created: created ?? lastModified,
      lastModified,
    });
    return id;
  };
  const id = await context.locks.hold(nameLock(displayName), operation, work);
  const steps: MemberStep[] = members.length > 0 ? [{ kind: 'add', ids: members }] : [];
  await changeGroup(context, id, (group) => group, steps, operation);
  return id;
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
    const { memberships } = context.store;
    const changes = await memberChanges(memberships, id, steps);
    await refuseStrangers(context, changes.add, held);
    await refuseSecondGroup(context, id, await memberships.ofUsers(changes.add));
    await rewrite(context, group, change(renderGroup(group)), held);
    return await writeLedger(context, id, changes, held);
  };
  const due = await context.locks.hold(`group:${id}`, operation, work);
  await settleNow(context, due, operation);
}

/** Qualtrics can't delete a division: its members leave it, and the group is forgotten here. */
export async function deleteGroup(context: GroupContext, id: string, operation: Operation): Promise<void> {
  const work = async (held: Operation) => {
    const group = await knownGroup(context, id);
    const changes = await memberChanges(context.store.memberships, id, [{ kind: 'removeAll' }]);
    const due = await writeLedger(context, id, changes, held);
    held.confirm?.();
    await context.store.groups.put({ ...group, deleted: new Date().toISOString() });
    return due;
  };
  const due = await context.locks.hold(`group:${id}`, operation, work);
  await settleNow(context, due, operation);
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
    await renameDivision(context, group.id, name, held);
    await put(held);
  };
  await context.locks.hold(nameLock(name), operation, rename);
}

async function renameDivision(
  { client }: GroupContext,
  id: string,
  name: string,
  operation: Operation,
): Promise<void> {
  try {
    await client.divisions.update(id, { name }, operation);
  } catch (failure) {
    if (!isQualtrics(failure, 'not-found')) throw failure;
    throw new ProvisioningError('invalid', 'Qualtrics has no such division any more. Nothing was changed.');
  }
}

/** Held inside a group's lock, never around one. */
function nameLock(displayName: string): string {
  return `displayName:${foldCase(displayName)}`;
}
