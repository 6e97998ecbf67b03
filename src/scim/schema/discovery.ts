import type { Json, Resource } from '../../provisioning/resource.ts';
import type { Attribute, Extension, ResourceSchema } from './attribute.ts';

/** Part of every resource, of no schema (RFC 7643 3.1): /Schemas does not list them. */
const COMMON = new Set(['schemas', 'id', 'externalId', 'meta']);

/** RFC 7643 2.3: the other types have neither a letter case nor uniqueness. */
const TEXTUAL = new Set<Attribute['type']>(['string', 'reference', 'binary']);

/**
 * The entries of /Schemas for one resource type: its core schema, then its extensions (RFC 7643 section 7).
 * @param baseUrl of the SCIM service, without a slash at its end: `https://scim.example.com/scim/v2`
 */
export function schemaBodies(schema: ResourceSchema, baseUrl: string): Resource[] {
  const core = { ...schema, name: schema.resourceType };
  return [core, ...schema.extensions.values()].map((each) => schemaBody(each, baseUrl));
}

/** The entry of /ResourceTypes for one resource type (RFC 7643 section 6). */
export function resourceTypeBody(schema: ResourceSchema, baseUrl: string): Resource {
  const name = schema.resourceType;
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    description: schema.description,
    endpoint: `/${name}s`,
    schema: schema.urn,
    schemaExtensions: [...schema.extensions.values()].map(({ urn }) => ({ schema: urn, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${name}` },
  };
}

function schemaBody({ urn, name, description, attributes }: Extension, baseUrl: string): Resource {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id: urn,
    name,
    description,
    attributes: [...attributes.values()].filter((each) => !COMMON.has(each.name)).map(attributeBody),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${urn}` },
  };
}

function attributeBody(attribute: Attribute): Json {
  const { name, type, multiValued, description, required, mutability, returned } = attribute;
  const { caseExact, uniqueness, canonicalValues, referenceTypes, subAttributes } = attribute;
  return {
    name,
    type,
    multiValued,
    description,
    required,
    mutability,
    returned,
    ...(TEXTUAL.has(type) && { caseExact, uniqueness }),
    ...(canonicalValues.length > 0 && { canonicalValues: [...canonicalValues] }),
    ...(type === 'reference' && { referenceTypes: [...referenceTypes] }),
    ...(type === 'complex' && { subAttributes: [...subAttributes.values()].map(attributeBody) }),
  };
}
