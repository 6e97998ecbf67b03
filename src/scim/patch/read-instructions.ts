import { pathAsKey, pathLessValue } from '../dialects/operations.ts';
import { nullValue } from '../dialects/values.ts';
import type { AttributePath } from '../filter/ast.ts';
import { parsePatchPath } from '../filter/patch-path.ts';
import type { Findings } from '../input/findings.ts';
import { isServerOwned } from '../input/named-attribute.ts';
import { isPlainObject } from '../input/plain-object.ts';
import { valuesNamed } from '../input/values-named.ts';
import type { ResourceSchema } from '../schema/attribute.ts';
import { ScimError } from '../scim-error.ts';
import { attributeInstructions } from './attribute-instructions.ts';
import type { Instruction } from './instruction.ts';
import { readOnly } from './mutability.ts';
import type { Operation } from './read-operations.ts';
import { valuePathInstructions } from './value-path-instructions.ts';

/**
 * One operation as instructions, one for each attribute that it names.
 * @throws {ScimError} 400 invalidPath, invalidFilter, invalidValue, mutability, noTarget
 */
export function readInstructions(
  schema: ResourceSchema,
  operation: Operation,
  findings: Findings,
): Instruction[] {
  const { op, path, value } = operation;
  if (path === undefined) return pathLess(schema, op, value, findings);
  if (op !== 'remove' || value !== null) return atPath(schema, op, path, value, findings);
  findings.note(nullValue);
  return atPath(schema, op, path, undefined, findings);
}

/** RFC 7644 3.5.2.1, 3.5.2.3: the value holds what is to be added or replaced, here by keys that may be paths. */
function pathLess(
  schema: ResourceSchema,
  op: Operation['op'],
  value: unknown,
  findings: Findings,
): Instruction[] {
  if (!isPlainObject(value)) {
    throw new ScimError(400, 'invalidValue', 'Without a path, value must be an object of attributes.');
  }
  findings.note(pathLessValue);
  return Object.entries(value).flatMap(([key, raw]) => {
    if (/[.:[]/.test(key) && !schema.extensions.has(key.toLowerCase())) findings.note(pathAsKey);
    return key.includes('[')
      ? atPath(schema, op, key, raw, findings)
      : attributeInstructions(op, valuesNamed(schema, key, raw, findings), findings);
  });
}

function atPath(
  schema: ResourceSchema,
  op: Operation['op'],
  path: string,
  value: unknown,
  findings: Findings,
): Instruction[] {
  const target = parsePatchPath(path, schema);
  if (target.kind === 'values') return valuePathInstructions(op, target, value, findings);
  if (target.kind === 'attribute') refuseReadOnly(op, target.path);
  // RFC 7644 3.5.2.2 knows no value in a remove; only a list can say which of many values go.
  const isList =
    target.kind === 'attribute' && target.path.attribute.multiValued && !target.path.subAttribute;
  const raw = op === 'remove' && !isList ? undefined : value;
  return attributeInstructions(op, valuesNamed(schema, path.trim(), raw, findings), findings);
}

function refuseReadOnly(op: Operation['op'], path: AttributePath): void {
  const { required } = path.attribute;
  if (isServerOwned(path) || (op === 'remove' && required && !path.subAttribute)) throw readOnly(path);
}
