import { readOnlyEcho } from '../dialects/bodies.ts';
import { repaired, valueDialects } from '../dialects/values.ts';
import type { AttributePath } from '../filter/ast.ts';
import type { ResourceSchema } from '../schema/attribute.ts';
import type { ResolvedName } from '../schema/resolve.ts';
import { ScimError } from '../scim-error.ts';
import { subValues } from './coerce-value.ts';
import type { Findings } from './findings.ts';
import { invalidValue } from './invalid-value.ts';
import { isServerOwned, namedBy, pathText } from './named-attribute.ts';
import { isPlainObject } from './plain-object.ts';
import { isReference } from './reference.ts';

/** An attribute, or sub-attribute, and what was sent for it; undefined stands for its removal. */
export type NamedValue = readonly [path: AttributePath, raw: unknown];

/**
 * What one member of a body says, attribute by attribute: extensions and single-valued complex values are opened, so
 * that what they leave out stays as it is (RFC 7644 3.5.2.3). The server's own attributes are left out, names that
 * nobody knows are reported.
 * @throws {ScimError} 400 invalidValue, 400 mutability
 */
export function valuesNamed(
  schema: ResourceSchema,
  name: string,
  raw: unknown,
  findings: Findings,
): NamedValue[] {
  // RFC 7644 3.10 puts the core URN before a name. Some put the names below it, as below that of an extension.
  if (name.toLowerCase() === schema.urn.toLowerCase() && isPlainObject(raw)) {
    return Object.entries(raw).flatMap(([key, value]) =>
      valuesNamed(schema, `${schema.urn}:${key}`, value, findings),
    );
  }
  const named = namedBy(name, schema, findings);
  if (named === undefined) findings.ignore(name);
  return named === undefined ? [] : opened(schema, named, raw, findings);
}

function opened(schema: ResourceSchema, named: ResolvedName, raw: unknown, findings: Findings): NamedValue[] {
  if (named.kind === 'attribute') return openedAttribute(named.path, raw, findings);
  const { urn, attributes } = named.extension;
  if (raw === undefined || raw === null) {
    return [...attributes.values()].flatMap((attribute) => {
      const path = { extension: urn, attribute, subAttribute: undefined };
      return isServerOwned(path) ? [] : openedAttribute(path, raw, findings);
    });
  }
  if (!isPlainObject(raw)) throw new ScimError(400, 'invalidValue', `${urn} must be an object.`);
  return Object.entries(raw).flatMap(([key, value]) => valuesNamed(schema, `${urn}:${key}`, value, findings));
}

function openedAttribute(path: AttributePath, raw: unknown, findings: Findings): NamedValue[] {
  const { attribute, subAttribute } = path;
  if (isServerOwned(path)) {
    if (attribute.name !== 'schemas') findings.note(readOnlyEcho);
    return [];
  }
  if (isReference(attribute)) return reference(path, raw, findings);
  if (attribute.type !== 'complex' || attribute.multiValued || subAttribute) return [[path, raw]];

  const value = repaired(valueDialects, attribute, raw, findings.note);
  if (value === undefined) return writable(path).map((subPath) => [subPath, raw]);
  if (!isPlainObject(value)) throw invalidValue(path, 'an object');
  return [...subValues(path, value, findings)];
}

/** manager.value is manager, its other sub-attributes are the server's; one member cannot be told from all. */
function reference(path: AttributePath, raw: unknown, findings: Findings): NamedValue[] {
  const { attribute, subAttribute } = path;
  if (subAttribute === undefined) return [[path, raw]];
  if (attribute.multiValued) {
    throw new ScimError(
      400,
      'mutability',
      `${pathText(path)} cannot be changed: add and remove ${attribute.name}.`,
    );
  }
  if (subAttribute.name !== 'value') return ignored(pathText(path), findings);
  return [[{ ...path, subAttribute: undefined }, raw]];
}

function writable(path: AttributePath): AttributePath[] {
  return [...path.attribute.subAttributes.values()]
    .map((subAttribute) => ({ ...path, subAttribute }))
    .filter((subPath) => !isServerOwned(subPath));
}

function ignored(path: string, findings: Findings): [] {
  findings.ignore(path);
  return [];
}
