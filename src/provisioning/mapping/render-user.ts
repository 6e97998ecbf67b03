import type { UserRecord } from '../../qualtrics/records.ts';
import {
  ENTERPRISE_USER_SCHEMA,
  type Json,
  QUALTRICS_USER_SCHEMA,
  type Resource,
  USER_SCHEMA,
} from '../resource.ts';
import { type AttributeMapping, object } from './user-mapping.ts';

/** Fields of the record that the resource only shows: the Qualtrics extension. */
const READ_ONLY_FIELDS = ['lastLoginDate', 'accountCreationDate', 'organizationId', 'permissions'] as const;

const EXTENSIONS = [ENTERPRISE_USER_SCHEMA, QUALTRICS_USER_SCHEMA];

/**
 * The SCIM resource of a record, without `meta`. Mapped attributes show what Qualtrics holds, spelled as the IdP sent
 * it while that still means the same (an IdP that reads other letters writes again in each cycle); everything that
 * Qualtrics has no field for comes from `kept`.
 */
export function renderUser(
  mapping: readonly AttributeMapping[],
  record: UserRecord,
  kept: Resource,
): Resource {
  const resource: Resource = { schemas: [USER_SCHEMA], id: record.id, ...kept };
  for (const attribute of mapping) {
    const held = record[attribute.field];
    const sent = attribute.get(kept);
    // Not told (a summary, or a dialect without the field) is not the same as empty.
    if (held === undefined || (sent !== undefined && stillMeans(attribute, sent, held ?? ''))) continue;
    attribute.set(resource, held === null || held === '' ? undefined : attribute.toScim(held, sent));
  }
  const shown = readOnlyFields(record);
  if (shown) resource[QUALTRICS_USER_SCHEMA] = { ...object(resource[QUALTRICS_USER_SCHEMA]), ...shown };
  resource.schemas = schemasOf(resource);
  return resource;
}

function schemasOf(resource: Resource): string[] {
  return [USER_SCHEMA, ...EXTENSIONS.filter((urn) => resource[urn] !== undefined)];
}

/** The resource of an index entry, which lacks the permissions, as of the whole record that the entry was made of. */
export function withPermissions(resource: Resource, { permissions }: UserRecord): Resource {
  if (permissions === undefined || permissions === null) return resource;
  const extension = { ...object(resource[QUALTRICS_USER_SCHEMA]), permissions };
  const shown: Resource = { ...resource, [QUALTRICS_USER_SCHEMA]: extension };
  return { ...shown, schemas: schemasOf(shown) };
}

/** What of a resource is worth keeping: all that a client may write, mapped or not. */
export function keepable(resource: Resource): Resource {
  const { id: _id, schemas: _schemas, meta: _meta, groups: _groups, ...kept } = resource;
  const extension = object(kept[QUALTRICS_USER_SCHEMA]);
  if (!extension) return kept;
  const { divisionId, accountExpirationDate } = extension;
  const writable: Resource = {};
  if (divisionId !== undefined) writable.divisionId = divisionId;
  if (accountExpirationDate !== undefined) writable.accountExpirationDate = accountExpirationDate;
  if (Object.keys(writable).length > 0) return { ...kept, [QUALTRICS_USER_SCHEMA]: writable };
  const { [QUALTRICS_USER_SCHEMA]: _empty, ...rest } = kept;
  return rest;
}

function stillMeans(attribute: AttributeMapping, sent: Json, held: string): boolean {
  if (attribute.createOnly) return true;
  const written = attribute.toQualtrics(sent);
  return 'dropped' in written || attribute.same(written.value, held);
}

function readOnlyFields(record: UserRecord): { [key: string]: Json } | undefined {
  let shown: { [key: string]: Json } | undefined;
  for (const field of READ_ONLY_FIELDS) {
    const value = record[field];
    if (value !== undefined && value !== null) {
      shown ??= {};
      shown[field] = value;
    }
  }
  return shown;
}
