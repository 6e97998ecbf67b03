import type { Json } from '../../provisioning/resource.ts';
import type { AttributePath, Filter, PatchPath } from '../filter/ast.ts';
import { coerceElement, coerceValue, subValues } from '../input/coerce-value.ts';
import type { Findings } from '../input/findings.ts';
import { invalidValue } from '../input/invalid-value.ts';
import { isServerOwned, pathText } from '../input/named-attribute.ts';
import { isPlainObject } from '../input/plain-object.ts';
import { isReference } from '../input/reference.ts';
import { ScimError } from '../scim-error.ts';
import { cannotMatch, valuesAsked } from './filter-terms.ts';
import type { Instruction } from './instruction.ts';
import { readOnly } from './mutability.ts';
import type { Operation } from './read-operations.ts';

type ValuePath = Extract<PatchPath, { kind: 'values' }>;

/**
 * What an operation on `attr[filter]` or `attr[filter].sub` does.
 * @throws {ScimError} 400 invalidPath, invalidValue, mutability
 */
export function valuePathInstructions(
  op: Operation['op'],
  { path, filter, subAttribute }: ValuePath,
  raw: unknown,
  findings: Findings,
): Instruction[] {
  const subPath = { ...path, subAttribute };
  if (isServerOwned(subPath)) throw readOnly(subPath);
  if (!path.attribute.multiValued) {
    throw new ScimError(400, 'invalidPath', `${pathText(path)} has a single value, there is none to choose.`);
  }
  if (isReference(path.attribute)) return [memberInstruction(op, subPath, filter)];
  if (cannotMatch(filter)) {
    findings.ignore(`${pathText(path)}[]`);
    return [];
  }
  if (subAttribute) {
    const value = op === 'remove' ? undefined : coerceValue(subPath, raw, findings);
    return [{ kind: 'changeWhere', path, filter, changes: new Map([[subAttribute.name, value]]) }];
  }
  if (op === 'remove') return [{ kind: 'removeWhere', path, filter }];
  if (op === 'add') return [{ kind: 'changeWhere', path, filter, changes: changes(path, raw, findings) }];
  const value = coerceElement(path, raw, findings);
  return [
    value === undefined
      ? { kind: 'removeWhere', path, filter }
      : { kind: 'replaceWhere', path, filter, value },
  ];
}

/** RFC 7643 4.2: value, $ref and type of a member are immutable, so a member can only be added or removed. */
function memberInstruction(op: Operation['op'], path: AttributePath, filter: Filter): Instruction {
  if (op !== 'remove' || path.subAttribute) throw readOnly(path);
  const values = valuesAsked(filter)?.map((value): Json => ({ value }));
  return values ? { kind: 'remove', path, values } : { kind: 'removeWhere', path, filter };
}

function changes(path: AttributePath, raw: unknown, findings: Findings): Map<string, Json | undefined> {
  if (!isPlainObject(raw)) throw invalidValue(path, 'an object');
  return new Map(
    [...subValues(path, raw, findings)].map(([subPath, value]) => [
      subPath.subAttribute.name,
      coerceValue(subPath, value, findings),
    ]),
  );
}
