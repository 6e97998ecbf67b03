import { removeByList } from '../dialects/operations.ts';
import { coerceValue } from '../input/coerce-value.ts';
import type { Findings } from '../input/findings.ts';
import { invalidValue } from '../input/invalid-value.ts';
import type { NamedValue } from '../input/values-named.ts';
import type { Instruction } from './instruction.ts';
import type { Operation } from './read-operations.ts';

/**
 * What an operation does to each attribute named; a raw value of undefined takes all of it away.
 * @throws {ScimError} 400 invalidValue
 */
export function attributeInstructions(
  op: Operation['op'],
  values: readonly NamedValue[],
  findings: Findings,
): Instruction[] {
  return values.map((value) => instruction(op, value, findings));
}

function instruction(op: Operation['op'], [path, raw]: NamedValue, findings: Findings): Instruction {
  const { attribute, subAttribute } = path;
  const value = raw === undefined ? undefined : coerceValue(path, raw, findings);
  if (!attribute.multiValued) {
    if (value === undefined && attribute.required) throw invalidValue(path, 'present');
    return { kind: 'assign', path, value };
  }
  if (subAttribute) {
    return { kind: 'changeWhere', path, filter: undefined, changes: new Map([[subAttribute.name, value]]) };
  }
  const values = Array.isArray(value) ? value : [];
  if (op === 'remove') {
    if (raw === undefined) return { kind: 'removeAll', path };
    findings.note(removeByList);
    return { kind: 'remove', path, values };
  }
  // RFC 7643 2.5: to add null or [] is to add nothing, to replace by it is to clear.
  if (op === 'replace' && values.length === 0) return { kind: 'removeAll', path };
  return { kind: op, path, values };
}
