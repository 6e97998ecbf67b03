import type { GroupTarget } from '../../store/memberships.ts';
import { matchesPattern } from './matches-pattern.ts';

/** Which pushed groups become what. */
export interface GroupRule {
  /** A pattern of the displayName. */
  readonly name?: string | undefined;
  readonly externalId?: string | undefined;
  readonly target: GroupTarget;
  /** Qualtrics' id of the type of new groups of its own. */
  readonly type?: string | undefined;
}

export interface TargetPolicy {
  /** The first that fits decides. */
  readonly rules: readonly GroupRule[];
  /** What a group becomes that no rule is about. */
  readonly target: GroupTarget;
  readonly groupType: string | undefined;
}

export interface ChosenTarget {
  readonly target: GroupTarget;
  readonly type: string | undefined;
}

export function chooseTarget(
  { displayName, externalId }: { readonly displayName: string; readonly externalId?: string | undefined },
  { rules, target, groupType }: TargetPolicy,
): ChosenTarget {
  const rule = rules.find(
    ({ name, externalId: pattern }) =>
      (name === undefined || matchesPattern(name, displayName)) &&
      (pattern === undefined || (externalId !== undefined && matchesPattern(pattern, externalId))),
  );
  return { target: rule?.target ?? target, type: rule?.type ?? groupType };
}

/** Whether any group may become that. */
export function mayChoose(wanted: GroupTarget, { rules, target }: TargetPolicy): boolean {
  return target === wanted || rules.some((rule) => rule.target === wanted);
}
