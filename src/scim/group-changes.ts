import type { MemberStep } from '../provisioning/groups/member-steps.ts';
import type { Json, Resource } from '../provisioning/resource.ts';
import { compileFilter } from './filter/evaluate.ts';
import type { ResourceInput } from './input/read-resource.ts';
import type { MemberInstruction } from './patch/read-group-patch.ts';

/** What a PUT leaves out of a group's attributes goes, but for externalId, by which the IdP finds the group. */
export function replaced(current: Resource, { resource, cleared }: ResourceInput): Resource {
  const externalId = cleared.includes('externalId') ? undefined : (resource.externalId ?? current.externalId);
  const { externalId: _before, ...rest } = current;
  return {
    ...rest,
    displayName: resource.displayName ?? null,
    ...(externalId !== undefined && { externalId }),
  };
}

/** A PUT without the attribute says nothing of the members; `[]` and null say that there are none. */
export function replacedMembers({ resource, cleared }: ResourceInput): MemberStep[] {
  if (resource.members !== undefined) return [{ kind: 'replace', ids: memberIds(resource.members) }];
  return cleared.includes('members') ? [{ kind: 'removeAll' }] : [];
}

export function memberIds(members: Json | undefined): string[] {
  if (!Array.isArray(members)) return [];
  return members.flatMap((member) =>
    typeof member === 'object' &&
    member !== null &&
    !Array.isArray(member) &&
    typeof member.value === 'string'
      ? [member.value]
      : [],
  );
}

export function stepOf(instruction: MemberInstruction): MemberStep {
  if (instruction.kind !== 'removeWhere') return instruction;
  const matches = compileFilter(instruction.filter);
  return { kind: 'removeWhere', matches: (value) => matches({ value }) };
}
