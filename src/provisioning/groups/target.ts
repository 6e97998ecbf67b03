import type { CallOptions } from '../../qualtrics/client.ts';
import type { AuditEntry } from '../../store/audit.ts';
import type { GroupTarget, MembershipStore } from '../../store/memberships.ts';
import type { Operation } from '../operation.ts';
import { divisionTarget } from './division-target.ts';
import type { GroupContext } from './group-context.ts';
import { groupTarget } from './group-target.ts';
import type { MemberChanges } from './member-steps.ts';

/** A division or group, as Qualtrics has it. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a group of SCIM is at Qualtrics, and what that makes of what is said of it. */
export interface Target {
  /** Undefined where the brand has no list, or does not let the bridge's account see it. */
  list(context: GroupContext, options: CallOptions): Promise<readonly Named[] | undefined>;
  get(context: GroupContext, id: string, options: CallOptions): Promise<Named>;
  /** The new id. `type` is of the rule that chose the target. */
  create(
    context: GroupContext,
    name: string,
    type: string | undefined,
    operation: Operation,
  ): Promise<string>;
  rename(context: GroupContext, id: string, name: string, operation: Operation): Promise<void>;
  /** False when it stays at Qualtrics, so that its members have to leave it one by one. */
  remove(context: GroupContext, id: string, operation: Operation): Promise<boolean>;
  /** Members whom the IdP put there, and who go when all are said to go. */
  members(context: GroupContext): Pick<MembershipStore, 'rows' | 'among'>;
  /** Throws 'taken' for users who may not become members too. `id`: of the group, undefined for one that is to be. */
  refuse(context: GroupContext, id: string | undefined, userIds: readonly string[]): Promise<void>;
  /** Writes down what was said of the members, with the entries that tell of it; returns of whom Qualtrics has yet to hear. */
  record(
    context: GroupContext,
    id: string,
    changes: MemberChanges,
    entries: readonly AuditEntry[],
    operation: Operation,
  ): Promise<string[]>;
  /** Makes Qualtrics agree on one member. False when it does not find the user: then that stays due. */
  settle(context: GroupContext, id: string, userId: string, operation: Operation): Promise<boolean>;
}

export const TARGETS: Readonly<Record<GroupTarget, Target>> = {
  division: divisionTarget,
  group: groupTarget,
};
