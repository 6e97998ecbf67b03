import { isDeepStrictEqual } from 'node:util';
import { type UserRecord, WRITABLE_FIELDS } from '../../qualtrics/records.ts';
import type { Changes } from '../../store/audit.ts';
import type { AttributeMapping } from '../mapping/user-mapping.ts';
import type { Resource } from '../resource.ts';

/** The fields that differ. Permissions are a tree of hundreds of leaves: that they differ is told, not how. */
export function fieldChanges(before: Partial<UserRecord>, after: Partial<UserRecord>): Changes {
  const changes: { [field: string]: Changes[string] } = {};
  for (const field of WRITABLE_FIELDS) {
    const [from, to] = [before[field], after[field]];
    // The record may have been read again since.
    if (from === to || (field === 'permissions' && isDeepStrictEqual(from, to))) continue;
    if (field === 'permissions') changes[field] = {};
    else changes[field] = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  }
  return changes;
}

/** The attributes that the bridge keeps and that differ, beside what those fields tell already. */
export function keptChanges(
  mapping: readonly AttributeMapping[],
  before: Resource,
  after: Resource,
  fields: Changes,
): Changes {
  if (before === after) return {};
  const untold = (kept: Resource): Resource => {
    const rest = { ...kept };
    for (const attribute of mapping) if (attribute.field in fields) attribute.set(rest, undefined);
    return rest;
  };
  const [from, to] = [untold(before), untold(after)];
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  const changed = [...names].filter((name) => !isDeepStrictEqual(from[name], to[name]));
  return Object.fromEntries(
    changed.map((name) => [
      name,
      { ...(name in from && { from: from[name] }), ...(name in to && { to: to[name] }) },
    ]),
  );
}
