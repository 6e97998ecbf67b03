import type { ConnectionStore } from '../../store/store.ts';
import { object } from '../mapping/user-mapping.ts';
import { type Json, QUALTRICS_USER_SCHEMA, type Resource } from '../resource.ts';

/** The users with their `groups` (RFC 7643 4.1.2, readOnly). */
export async function withGroups(
  store: ConnectionStore,
  resources: readonly Resource[],
): Promise<readonly Resource[]> {
  if (resources.length === 0) return resources;
  const groupsOf = await store.groups.ofUsers(resources.map(inDivision));
  return resources.map((resource, i) => {
    const groups = (groupsOf[i] ?? []).map(
      ({ id, displayName }): Json => ({ value: id, display: displayName, type: 'direct' }),
    );
    return groups.length === 0 ? resource : { ...resource, groups };
  });
}

function inDivision(resource: Resource) {
  const divisionId = object(resource[QUALTRICS_USER_SCHEMA])?.divisionId;
  return { id: String(resource.id), divisionId: typeof divisionId === 'string' ? divisionId : undefined };
}
