import { valuePathCreates } from '../dialects/operations.ts';
import type { Findings } from '../input/findings.ts';
import { pathText } from '../input/named-attribute.ts';
import { ScimError } from '../scim-error.ts';
import type { Draft } from './draft.ts';
import { describedBy } from './filter-terms.ts';
import type { Instruction } from './instruction.ts';

type ChangeWhere = Extract<Instruction, { kind: 'changeWhere' }>;

/** @throws {ScimError} 400 noTarget, tooMany */
export function applyInstruction(draft: Draft, instruction: Instruction, findings: Findings): void {
  const { path } = instruction;
  switch (instruction.kind) {
    case 'assign':
      draft.assign(path, instruction.value);
      break;
    case 'add':
      draft.values(path).add(instruction.values);
      break;
    case 'replace':
      draft.values(path).replaceAll(instruction.values);
      break;
    case 'remove':
      draft.values(path).remove(instruction.values);
      break;
    case 'removeAll':
      draft.values(path).replaceAll([]);
      break;
    case 'removeWhere':
      draft.values(path).removeWhere(instruction.filter);
      break;
    case 'replaceWhere':
      if (!draft.values(path).replaceWhere(instruction.filter, instruction.value))
        throw noTarget(instruction);
      break;
    case 'changeWhere':
      if (!draft.values(path).changeWhere(instruction.filter, instruction.changes)) {
        createValue(draft, instruction, findings);
      }
  }
}

/** RFC 7644 3.5.2.3 has noTarget for all of these; see {@link valuePathCreates}. */
function createValue(draft: Draft, instruction: ChangeWhere, findings: Findings): void {
  const { path, filter, changes } = instruction;
  const said = [...changes].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  if (said.length === 0) return;
  const described = filter ? describedBy(filter) : {};
  if (described === undefined) throw noTarget(instruction);
  findings.note(valuePathCreates);
  draft.values(path).add([{ ...described, ...Object.fromEntries(said) }]);
}

function noTarget({ path }: Instruction): ScimError {
  return new ScimError(400, 'noTarget', `No value of ${pathText(path)} matches the filter.`);
}
