import { auditedFailure, groupEntries } from '../audit/group-entry.ts';
import type { Operation } from '../operation.ts';
import { chooseTarget } from './choose-target.ts';
import type { GroupContext } from './group-context.ts';
import { type MemberStep, NO_CHANGES } from './member-steps.ts';
import { nameLock, newGroup } from './new-group.ts';
import { refuseStrangers } from './refuse-members.ts';
import { settleNow } from './settle-now.ts';
import { TARGETS } from './target.ts';
import { recordChange } from './write-groups.ts';

/** A group as a POST describes it. */
export interface NewGroup {
  readonly displayName: string;
  readonly externalId: string | undefined;
  readonly members: readonly string[];
}

/**
 * A pushed group becomes a division or a group of Qualtrics' own, or gets back what it was before it was deleted over
 * SCIM. A name that is there is 'taken', so that the IdP links that group. Returns the group's id. A group that was
 * made, and then a refusal of its members, are two things to the audit.
 */
export async function createGroup(
  context: GroupContext,
  group: NewGroup,
  operation: Operation,
): Promise<string> {
  const { members } = group;
  const make = () => makeGroup(context, group, operation);
  const id = await auditedFailure(context, undefined, 'create', operation, make);
  const steps: MemberStep[] = members.length > 0 ? [{ kind: 'add', ids: members }] : [];
  const fill = () => recordChange(context, id, (current) => current, steps, operation);
  await settleNow(context, id, await auditedFailure(context, id, 'members', operation, fill), operation);
  return id;
}

async function makeGroup(
  context: GroupContext,
  { displayName, externalId, members }: NewGroup,
  operation: Operation,
): Promise<string> {
  // Refused before a division is made that nobody could take back.
  await refuseStrangers(context, members, operation);
  const chosen = chooseTarget({ displayName, externalId }, context.groupPolicies);
  await TARGETS[chosen.target].refuse(context, undefined, members);
  const work = async (held: Operation) => {
    const { id, target, created } = await newGroup(context, displayName, chosen, held);
    const lastModified = new Date().toISOString();
    const known = externalId === undefined ? {} : { externalId };
    await context.store.groups.put({
      id,
      target,
      displayName,
      ...known,
      created: created ?? lastModified,
      lastModified,
    });
    const action = created === undefined ? 'create' : 'restore';
    const entries = groupEntries(id, action, { after: { displayName, externalId } }, NO_CHANGES, held);
    await context.store.audit.add(entries);
    return id;
  };
  return await context.locks.hold(nameLock(displayName), operation, work);
}
