// What a client sends for one attribute -> dialects/values.ts (the habits of IdPs) -> the value of the schema, or 400.
// POST, PUT and PATCH all read their values here. Only what the schema describes is visited, so the depth and the
// keys of a body have no bearing on the work.

import type { Json } from '../../provisioning/resource.ts';
import { listDialects, repaired, valueDialects } from '../dialects/values.ts';
import type { AttributePath } from '../filter/ast.ts';
import type { Attribute } from '../schema/attribute.ts';
import { coerceSimple } from './coerce-simple.ts';
import type { Findings } from './findings.ts';
import { invalidValue } from './invalid-value.ts';
import { isServerOwned, pathText } from './named-attribute.ts';
import { isPlainObject, type PlainObject } from './plain-object.ts';
import { keepLastPrimary } from './primary.ts';
import { isReference } from './reference.ts';

/**
 * The value that the schema has at `path`, in its spelling. No value (RFC 7643 2.5) is undefined, of a multi-valued
 * attribute [].
 * @throws {ScimError} 400 invalidValue, naming the path
 */
export function coerceValue(path: AttributePath, raw: unknown, findings: Findings): Json | undefined {
  return target(path).multiValued ? coerceList(path, raw, findings) : coerceElement(path, raw, findings);
}

/** What an object says of the sub-attributes that the client may set; names nobody knows are reported. */
export function* subValues(
  path: AttributePath,
  object: PlainObject,
  findings: Findings,
): Generator<[path: AttributePath & { readonly subAttribute: Attribute }, raw: unknown]> {
  for (const [key, raw] of Object.entries(object)) {
    const subAttribute = path.attribute.subAttributes.get(key.toLowerCase());
    if (subAttribute === undefined) findings.ignore(`${pathText(path)}.${key}`);
    else if (!isServerOwned({ ...path, subAttribute })) yield [{ ...path, subAttribute }, raw];
  }
}

function coerceList(path: AttributePath, raw: unknown, findings: Findings): Json[] {
  const list = repaired(listDialects, target(path), raw, findings.note) ?? [];
  if (!Array.isArray(list)) throw invalidValue(path, 'a list');
  const values: Json[] = [];
  for (const item of list) {
    const value = coerceElement(path, item, findings);
    if (value !== undefined) values.push(value);
    // [""] for members must not read as "nobody": that would empty the group.
    else if (isReference(path.attribute)) throw invalidValue(path, 'a list of values');
  }
  return keepLastPrimary(values, findings);
}

/** One value: of a single-valued attribute, or one of several. */
export function coerceElement(path: AttributePath, raw: unknown, findings: Findings): Json | undefined {
  const attribute = target(path);
  const value = repaired(valueDialects, attribute, raw, findings.note);
  if (value === undefined) return undefined;
  if (attribute.type !== 'complex') return coerceSimple(path, attribute, value);
  if (!isPlainObject(value)) throw invalidValue(path, 'an object');
  return isReference(attribute)
    ? coerceReference(path, value, findings)
    : coerceObject(path, value, findings);
}

function coerceReference(path: AttributePath, object: PlainObject, findings: Findings): Json | undefined {
  let named = false;
  let value: Json | undefined;
  for (const [subPath, raw] of subValues(path, object, findings)) {
    const coerced = coerceElement(subPath, raw, findings);
    if (subPath.subAttribute.name !== 'value') continue;
    named = true;
    value = coerced;
  }
  if (!named) throw invalidValue(path, 'an object with a value');
  return value === undefined ? undefined : { value };
}

function coerceObject(path: AttributePath, object: PlainObject, findings: Findings): Json | undefined {
  const result: { [name: string]: Json } = {};
  let known = 0;
  let emptied = false;
  for (const [subPath, raw] of subValues(path, object, findings)) {
    const { name } = subPath.subAttribute;
    known += 1;
    const value = coerceElement(subPath, raw, findings);
    if (value !== undefined) result[name] = value;
    // Okta: {"type": "work", "value": ""} is no work mail, not one without an address.
    else if (name === 'value') emptied = true;
  }
  if (known === 0 && Object.keys(object).length > 0)
    throw invalidValue(path, 'an object of its sub-attributes');
  return emptied || Object.keys(result).length === 0 ? undefined : result;
}

function target({ attribute, subAttribute }: AttributePath): Attribute {
  return subAttribute ?? attribute;
}
