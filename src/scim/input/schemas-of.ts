import type { Resource } from '../../provisioning/resource.ts';
import type { ResourceSchema } from '../schema/attribute.ts';

/** RFC 7643 3: the URN of the resource type, and of each extension that has a value. */
export function schemasOf(schema: ResourceSchema, resource: Resource): string[] {
  const used = [...schema.extensions.values()].filter(({ urn }) => resource[urn] !== undefined);
  return [schema.urn, ...used.map(({ urn }) => urn)];
}
