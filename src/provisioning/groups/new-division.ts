import type { StoredGroup } from '../../store/memberships.ts';
import { isQualtrics } from '../failures.ts';
import { foldCase } from '../index-user.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import { groupOf, listDivisions } from './discover-divisions.ts';
import type { GroupContext } from './group-context.ts';

/**
 * The division that a pushed group becomes: the one that it was before it was deleted over SCIM, else a new one.
 * `created` is set for the former. Throws 'taken' for a name that a group or division has, 'protected' by policy.
 */
export async function newDivision(
  context: GroupContext,
  displayName: string,
  operation: Operation,
): Promise<{ readonly id: string; readonly created?: string }> {
  await refuseTakenName(context, displayName, undefined);
  const before = await divisionBefore(context, displayName, operation);
  if (before) return before;
  await refuseUnheardOf(context, displayName, operation);
  if (context.groupPolicies.create === 'deny') {
    const detail =
      'New groups may not become divisions here. Create the division in Qualtrics under this name and push the group again, or set SCIM_GROUP_CREATE=allow.';
    throw new ProvisioningError('protected', detail);
  }
  const permissions = context.divisionPermissions;
  const draft = { name: displayName, ...(permissions !== undefined && { permissions }) };
  return { id: await context.client.divisions.create(draft, operation) };
}

/** Undefined also when that division is gone from Qualtrics, or has another name there by now. */
async function divisionBefore(
  { store, client }: GroupContext,
  displayName: string,
  operation: Operation,
): Promise<StoredGroup | undefined> {
  const deleted = await store.groups.lookUpDeleted(foldCase(displayName), 'division');
  if (!deleted) return undefined;
  try {
    const { name } = await client.divisions.get(deleted.id, operation);
    if (foldCase(name) !== foldCase(displayName)) return undefined;
    if (name !== displayName) await client.divisions.update(deleted.id, { name: displayName }, operation);
    return deleted;
  } catch (failure) {
    if (isQualtrics(failure, 'not-found')) return undefined;
    throw failure;
  }
}

/** Throws 'taken' when another group has that name, in any letter case. */
export async function refuseTakenName(
  context: GroupContext,
  displayName: string,
  ownId: string | undefined,
): Promise<void> {
  const holders = await context.store.groups.lookUp('displayName', foldCase(displayName));
  if (holders.some(({ id }) => id !== ownId)) throw taken();
}

/** A division that Qualtrics has had since the last listing: made by hand, or by a POST whose answer was lost. */
async function refuseUnheardOf(
  context: GroupContext,
  displayName: string,
  operation: Operation,
): Promise<void> {
  const divisions = await listDivisions(context, operation);
  const same = divisions?.find(({ name }) => foldCase(name) === foldCase(displayName));
  if (!same) return;
  if (!(await context.store.groups.get(same.id))) await context.store.groups.put(groupOf(same));
  throw taken();
}

function taken(): ProvisioningError {
  return new ProvisioningError('taken', 'There is a group of that displayName already.');
}
