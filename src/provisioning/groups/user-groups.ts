import type { ConnectionStore } from '../../store/store.ts';
import { object } from '../mapping/user-mapping.ts';
import { type Json, QUALTRICS_USER_SCHEMA, type Resource } from '../resource.ts';

/**
 * The users with their `groups` (RFC 7643 4.1.2, readOnly): of divisions those of the ledger, or, for who has no row in
 * it, the one that Qualtrics has; and Qualtrics' own. Groups that were deleted over SCIM or are not known are not shown.
 */
export async function withGroups(
  store: ConnectionStore,
  resources: readonly Resource[],
): Promise<readonly Resource[]> {
  if (resources.length === 0) return resources;
  const ids = resources.map(({ id }) => String(id));
  const [rows, ownGroups] = [await store.memberships.ofUsers(ids), await store.groupMembers.ofUsers(ids)];
  const names = new Map<string, string | undefined>();
  const nameOf = async (id: string): Promise<string | undefined> => {
    if (!names.has(id)) {
      const group = await store.groups.get(id);
      names.set(id, group?.deleted === undefined ? group?.displayName : undefined);
    }
    return names.get(id);
  };
  const decorated: Resource[] = [];
  for (const resource of resources) {
    const id = String(resource.id);
    const divisions = rows.get(id)?.map(({ groupId }) => groupId) ?? divisionOf(resource);
    const groups: Json[] = [];
    for (const value of [...divisions, ...(ownGroups.get(id) ?? [])]) {
      const display = await nameOf(value);
      if (display !== undefined) groups.push({ value, display, type: 'direct' });
    }
    decorated.push(groups.length === 0 ? resource : { ...resource, groups });
  }
  return decorated;
}

function divisionOf(resource: Resource): string[] {
  const divisionId = object(resource[QUALTRICS_USER_SCHEMA])?.divisionId;
  return typeof divisionId === 'string' ? [divisionId] : [];
}
