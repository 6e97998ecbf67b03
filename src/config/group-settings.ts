import type { ConnectionConfig, JsonObject } from './config.ts';

type GroupsConfig = ConnectionConfig['groups'];

/** Ids separated by commas. */
export function idList(text: string): readonly string[] | Error {
  const ids = text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  const isId = (id: string) => /^[\w.-]{1,100}$/.test(id);
  return ids.every(isId) ? ids : new Error('must be ids separated by commas, such as DV_abc,DV_def');
}

/** QUALTRICS_DIVISION_PERMISSIONS: the tree as Qualtrics has it, `{"controlPanel":{"surveyPermissions":{...}}}`. */
export function permissionsTree(text: string): JsonObject | Error {
  try {
    const tree: unknown = JSON.parse(text);
    if (typeof tree === 'object' && tree !== null && !Array.isArray(tree)) return tree as JsonObject;
  } catch {
    // Falls through: the message would repeat the text.
  }
  return new Error('must be a JSON object, as Qualtrics has permissions of divisions');
}

/** SCIM_GROUP_CONFLICT and SCIM_GROUP_PRIORITY, which only mean something together. */
export function groupConflict(
  kind: GroupsConfig['onConflict']['kind'],
  groupIds: readonly string[],
): GroupsConfig['onConflict'] | Error {
  if (kind !== 'priority') {
    return groupIds.length === 0
      ? { kind }
      : new Error('goes with SCIM_GROUP_CONFLICT=priority only; unset it');
  }
  if (groupIds.length > 0) return { kind, groupIds };
  return new Error('is required with SCIM_GROUP_CONFLICT=priority: division ids, the most important first');
}
