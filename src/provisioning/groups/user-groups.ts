import type { ConnectionStore } from '../../store/store.ts';
import { object } from '../mapping/user-mapping.ts';
import { type Json, QUALTRICS_USER_SCHEMA, type Resource } from '../resource.ts';
import { groupsOfUsers } from './groups-of-users.ts';

/**
 * The users with their `groups` (RFC 7643 4.1.2, readOnly). Groups that were deleted over SCIM or are not known are not
 * shown.
 */
export async function withGroups(
  store: ConnectionStore,
  resources: readonly Resource[],
): Promise<readonly Resource[]> {
  if (resources.length === 0) return resources;
  const byId = new Map(resources.map((resource) => [String(resource.id), resource]));
  const groupsOf = await groupsOfUsers(store, [...byId.keys()], (id) => divisionOf(byId.get(id)));
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
    const groups: Json[] = [];
    for (const value of groupsOf.get(String(resource.id)) ?? []) {
      const display = await nameOf(value);
      if (display !== undefined) groups.push({ value, display, type: 'direct' });
    }
    decorated.push(groups.length === 0 ? resource : { ...resource, groups });
  }
  return decorated;
}

function divisionOf(resource: Resource | undefined): unknown {
  return object(resource?.[QUALTRICS_USER_SCHEMA])?.divisionId;
}
