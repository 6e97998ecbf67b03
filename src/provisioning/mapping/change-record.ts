import { isDeepStrictEqual } from 'node:util';
import type { UserRecord } from '../../qualtrics/records.ts';
import type { Resource } from '../resource.ts';
import type { AttributeMapping } from './user-mapping.ts';

export type Dropped = (attribute: string, reason: string) => void;

/**
 * The record with those fields changed that differ between the two resources, and no others: the resource is never
 * written back over the record. The same record when nothing changes, so that nothing costs no PUT.
 */
export function changeRecord(
  mapping: readonly AttributeMapping[],
  record: UserRecord,
  before: Resource,
  after: Resource,
  dropped: Dropped,
): UserRecord {
  const changes: Partial<Record<AttributeMapping['field'], string | null>> = {};
  for (const attribute of mapping) {
    const wanted = attribute.get(after);
    if (isDeepStrictEqual(attribute.get(before), wanted)) continue;
    const value = fieldValue(attribute, wanted, dropped);
    if (value !== undefined && value !== (record[attribute.field] ?? null)) changes[attribute.field] = value;
  }
  return Object.keys(changes).length === 0 ? record : { ...record, ...(changes as Partial<UserRecord>) };
}

function fieldValue(
  attribute: AttributeMapping,
  wanted: Resource[string] | undefined,
  dropped: Dropped,
): string | null | undefined {
  if (attribute.createOnly) {
    dropped(attribute.attribute, 'Qualtrics takes it at the creation only');
    return undefined;
  }
  if (wanted === undefined) {
    if (attribute.cleared === undefined) dropped(attribute.attribute, 'Qualtrics always needs a value');
    return attribute.cleared;
  }
  const written = attribute.toQualtrics(wanted);
  if ('value' in written) return written.value;
  dropped(attribute.attribute, written.dropped);
  return undefined;
}
