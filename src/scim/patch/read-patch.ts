import type { Findings } from '../input/findings.ts';
import type { ResourceSchema } from '../schema/attribute.ts';
import type { Instruction } from './instruction.ts';
import { readInstructions } from './read-instructions.ts';
import { readOperations } from './read-operations.ts';

export interface Patch {
  /** In the order of the request. */
  readonly instructions: readonly Instruction[];
  /** Never an instruction, so that it can get into no resource. */
  readonly password: string | undefined;
}

/**
 * All of a PATCH body that can be read without the resource.
 * @throws {ScimError} 400
 */
export function readPatch(schema: ResourceSchema, body: unknown, findings: Findings): Patch {
  const instructions: Instruction[] = [];
  let password: string | undefined;
  for (const operation of readOperations(body, findings)) {
    for (const instruction of readInstructions(schema, operation, findings)) {
      if (instruction.path.attribute.mutability !== 'writeOnly') instructions.push(instruction);
      else if (instruction.kind === 'assign' && typeof instruction.value === 'string')
        password = instruction.value;
    }
  }
  return { instructions, password };
}
