import type { Resource } from '../resource.ts';
import type { AttributeMapping } from './user-mapping.ts';

/**
 * What a PUT leaves (RFC 7644 3.5.1): the resource as sent, plus what it left out of the attributes that live in
 * Qualtrics, since nothing that the IdP did not name may change there, plus externalId, by which the IdP finds the
 * user. An attribute that was sent as null, "" or [] is named: it is cleared.
 */
export function replaceResource(
  mapping: readonly AttributeMapping[],
  before: Resource,
  sent: Resource,
  cleared: ReadonlySet<string>,
): Resource {
  const after: Resource = { ...sent };
  for (const attribute of mapping) {
    const held = attribute.get(before);
    if (held !== undefined && attribute.get(sent) === undefined && !cleared.has(attribute.attribute)) {
      attribute.set(after, held);
    }
  }
  if (after.externalId === undefined && before.externalId !== undefined && !cleared.has('externalId')) {
    after.externalId = before.externalId;
  }
  return after;
}
