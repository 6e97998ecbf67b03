import type { Json, Resource } from '../../provisioning/resource.ts';
import type { Filter } from '../filter/ast.ts';
import { Findings } from '../input/findings.ts';
import { isPlainObject } from '../input/plain-object.ts';
import type { ResourceSchema } from '../schema/attribute.ts';
import { applyInstructions } from './apply-patch.ts';
import type { Instruction } from './instruction.ts';
import { readPatch } from './read-patch.ts';

/** What happens to the members of a group, each by the id of the user, in the order of the request. */
export type MemberInstruction =
  | { readonly kind: 'add' | 'remove' | 'replace'; readonly ids: readonly string[] }
  | { readonly kind: 'removeAll' }
  /** Any filter but `value eq`, alone or joined by `or`: those are a `remove`. Asks about {value: id}. */
  | { readonly kind: 'removeWhere'; readonly filter: Filter };

export interface GroupPatch {
  readonly members: readonly MemberInstruction[];
  /** The rest of the PATCH on the group without its members; the same object when nothing changes. */
  applyAttributes(group: Resource): Resource;
  /** Paths that no schema knows. */
  readonly ignored: string[];
  /** Ids of dialects (src/scim/dialects.ts). */
  readonly repairs: string[];
}

/**
 * A PATCH of a group for who keeps memberships one by one: to add a member, nobody has to read the others.
 * @throws {ScimError} 400, as applyPatch does
 */
export function readGroupPatch(schema: ResourceSchema, body: unknown): GroupPatch {
  const findings = new Findings();
  const { instructions } = readPatch(schema, body, findings);
  const attributes = instructions.filter((instruction) => !isOnMembers(instruction));
  return {
    members: instructions.filter(isOnMembers).flatMap(memberInstruction),
    applyAttributes: (group) => applyInstructions(schema, group, attributes, findings),
    ignored: findings.ignored,
    repairs: findings.repairs,
  };
}

function isOnMembers({ path }: Instruction): boolean {
  return path.extension === undefined && path.attribute.name === 'members';
}

function memberInstruction(instruction: Instruction): MemberInstruction[] {
  switch (instruction.kind) {
    case 'add':
    case 'remove':
    case 'replace':
      return [{ kind: instruction.kind, ids: [...new Set(instruction.values.flatMap(idOf))] }];
    case 'removeAll':
      return [{ kind: 'removeAll' }];
    case 'removeWhere':
      return [{ kind: 'removeWhere', filter: instruction.filter }];
    default:
      // A member is never changed in place: value-path-instructions.ts refuses to.
      return [];
  }
}

function idOf(member: Json): string[] {
  return isPlainObject(member) && typeof member.value === 'string' ? [member.value] : [];
}
