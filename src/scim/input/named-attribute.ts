import { ENTERPRISE_USER_SCHEMA } from '../../provisioning/resource.ts';
import { enterpriseWithoutUrn } from '../dialects/bodies.ts';
import type { AttributePath } from '../filter/ast.ts';
import type { ResourceSchema } from '../schema/attribute.ts';
import { type ResolvedName, resolveName } from '../schema/resolve.ts';
import type { Findings } from './findings.ts';

/** What a key of a body means, in any letter case, with or without a URN; undefined when nobody knows it. */
export function namedBy(text: string, schema: ResourceSchema, findings: Findings): ResolvedName | undefined {
  const resolved = resolveName(text, schema);
  if (resolved !== undefined || text.includes(':')) return resolved;
  const inEnterprise = resolveName(`${ENTERPRISE_USER_SCHEMA}:${text}`, schema);
  if (inEnterprise !== undefined) findings.note(enterpriseWithoutUrn);
  return inEnterprise;
}

/** The path as the schema spells it, for reports and error messages. */
export function pathText({ extension, attribute, subAttribute }: AttributePath): string {
  const name = subAttribute === undefined ? attribute.name : `${attribute.name}.${subAttribute.name}`;
  return extension === undefined ? name : `${extension}:${name}`;
}

/** The client cannot set it: what it sends is ignored in an object, refused as a path (RFC 7644 3.5.1, 3.5.2). */
export function isServerOwned({ attribute, subAttribute }: AttributePath): boolean {
  // RFC 7643 3: `schemas` follows from the values, whatever mutability the catalogue gives it.
  return (
    attribute.name === 'schemas' ||
    attribute.mutability === 'readOnly' ||
    subAttribute?.mutability === 'readOnly'
  );
}
