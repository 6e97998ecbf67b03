// body -> read-operations.ts (op, path, value) -> read-instructions.ts (names, filters and values of the schema)
//   -> instructions -> apply-instruction.ts on a draft.ts -> the resource, the same one when nothing changed
// Everything that can be refused without the resource is refused before anything is applied. read-group-patch.ts hands
// out the instructions themselves, for memberships that are not held in a resource.

import type { Resource } from '../../provisioning/resource.ts';
import { Findings } from '../input/findings.ts';
import type { ResourceSchema } from '../schema/attribute.ts';
import { applyInstruction } from './apply-instruction.ts';
import { Draft } from './draft.ts';
import type { Instruction } from './instruction.ts';
import { readPatch } from './read-patch.ts';

export interface PatchResult {
  /** The very resource that was given when nothing changed. `schemas` is computed when something did. */
  readonly resource: Resource;
  /** False: nothing to write. A new password alone is no change of the resource. */
  readonly changed: boolean;
  /** Paths that no schema knows, at most 100 of at most 200 characters. */
  readonly ignored: string[];
  /** Ids of dialects (src/scim/dialects.ts). */
  readonly repairs: string[];
  readonly password: string | undefined;
}

/**
 * What a PATCH (RFC 7644 3.5.2) makes of a resource: all of it or, on an error, nothing. `body` is parsed from JSON and
 * not trusted; neither it nor `resource` is changed.
 * @throws {ScimError} 400 invalidSyntax, invalidPath, invalidFilter, invalidValue, mutability, noTarget, tooMany
 */
export function applyPatch(schema: ResourceSchema, resource: Resource, body: unknown): PatchResult {
  const findings = new Findings();
  const { instructions, password } = readPatch(schema, body, findings);
  const patched = applyInstructions(schema, resource, instructions, findings);
  return {
    resource: patched,
    changed: patched !== resource,
    ignored: findings.ignored,
    repairs: findings.repairs,
    password,
  };
}

/** @throws {ScimError} 400 noTarget, tooMany */
export function applyInstructions(
  schema: ResourceSchema,
  resource: Resource,
  instructions: readonly Instruction[],
  findings: Findings,
): Resource {
  const draft = new Draft(schema, resource);
  for (const instruction of instructions) applyInstruction(draft, instruction, findings);
  return draft.result();
}
