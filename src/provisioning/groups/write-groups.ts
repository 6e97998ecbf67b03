import type { StoredGroup } from '../../store/memberships.ts';
import { foldCase } from '../index-user.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import type { Resource } from '../resource.ts';
import { changeMembers, type MemberStep } from './change-members.ts';
import { knownGroup } from './find-groups.ts';
import { type GroupContext, renderGroup } from './group-context.ts';

/** A group as a POST describes it. */
export interface NewGroup {
  readonly displayName: string;
  readonly externalId: string | undefined;
  readonly members: readonly string[];
}

/**
 * A pushed group becomes a division, or gets back the one that it was before it was deleted over SCIM. A name that is
 * there is 'taken', so that the IdP links that group.
 */
export async function createGroup(
  context: GroupContext,
  group: NewGroup,
  operation: Operation,
): Promise<string> {
  const name = foldCase(group.displayName);
  const id = await context.locks.hold(`displayName:${name}`, async () => {
    await refuseTaken(context, group.displayName, undefined);
    const deleted = await context.store.groups.lookUpDeleted(name);
    const division = deleted?.id ?? (await createDivision(context, group.displayName, operation));
    const now = new Date().toISOString();
    await context.store.groups.put({
      id: division,
      displayName: group.displayName,
      ...(group.externalId !== undefined && { externalId: group.externalId }),
      created: deleted?.created ?? now,
      lastModified: now,
    });
    return division;
  });
  if (group.members.length > 0)
    await changeMembers(context, id, [{ kind: 'add', ids: group.members }], operation);
  return id;
}

async function createDivision(context: GroupContext, name: string, operation: Operation): Promise<string> {
  if (context.groupPolicies.create === 'deny') {
    const detail =
      'New groups may not become divisions here. Create the division in Qualtrics under this name and push the group again, or set SCIM_GROUP_CREATE=allow.';
    throw new ProvisioningError('protected', detail);
  }
  const permissions = context.divisionPermissions;
  return await context.client.divisions.create(
    { name, ...(permissions !== undefined && { permissions }) },
    operation,
  );
}

/** Attributes first, then members. `change` gets the group without its members. */
export async function changeGroup(
  context: GroupContext,
  id: string,
  change: (current: Resource) => Resource,
  steps: readonly MemberStep[],
  operation: Operation,
): Promise<void> {
  await context.locks.hold(`group:${id}:attributes`, async () => {
    const group = await knownGroup(context, id);
    const before = renderGroup(group);
    const after = change(before);
    if (after !== before) await rewrite(context, group, after, operation);
  });
  if (steps.length > 0) await changeMembers(context, id, steps, operation);
}

async function rewrite(
  context: GroupContext,
  group: StoredGroup,
  { displayName, externalId }: Resource,
  operation: Operation,
): Promise<void> {
  const name = String(displayName);
  const { externalId: _before, ...rest } = group;
  const next: StoredGroup = {
    ...rest,
    displayName: name,
    ...(typeof externalId === 'string' && { externalId }),
  };
  if (next.displayName === group.displayName && next.externalId === group.externalId) return;
  if (name !== group.displayName) {
    await refuseTaken(context, name, group.id);
    await context.client.divisions.update(group.id, { name }, operation);
  }
  await context.store.groups.put({ ...next, lastModified: new Date().toISOString() });
}

/** Qualtrics can't delete a division: its members leave it, and the group is forgotten here. */
export async function deleteGroup(context: GroupContext, id: string, operation: Operation): Promise<void> {
  const group = await knownGroup(context, id);
  await changeMembers(context, id, [{ kind: 'removeAll' }], operation);
  await context.store.groups.put({ ...group, deleted: new Date().toISOString() });
}

async function refuseTaken(
  context: GroupContext,
  displayName: string,
  except: string | undefined,
): Promise<void> {
  const holders = await context.store.groups.lookUp('displayName', foldCase(displayName));
  if (holders.some(({ id }) => id !== except)) {
    throw new ProvisioningError('taken', 'There is a group of that displayName already.');
  }
}
