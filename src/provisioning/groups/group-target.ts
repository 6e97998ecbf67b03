import type { AuditEntry } from '../../store/audit.ts';
import { isPassing } from '../failures.ts';
import type { Operation } from '../operation.ts';
import { pauseAfter } from '../pause.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import type { GroupContext } from './group-context.ts';
import { listIfAllowed } from './list-if-allowed.ts';
import type { MemberChanges } from './member-steps.ts';
import { saysGroupGone } from './says-group-gone.ts';
import { settleMember } from './settle-member.ts';
import type { Target } from './target.ts';

/** One of Qualtrics' own groups of users: many to many, so that each membership is a fact by itself. */
export const groupTarget: Target = {
  list: ({ client }, options) => listIfAllowed(client.groups.list(options)),
  get: ({ client }, id, options) => client.groups.get(id, options),
  async create({ client }, name, type, operation) {
    if (type !== undefined) return await client.groups.create({ name, type }, operation);
    throw new ProvisioningError('protected', 'New groups need a type: set QUALTRICS_GROUP_TYPE.');
  },
  async rename({ client }, id, name, operation) {
    await client.groups.rename(await client.groups.get(id, operation), name, operation);
  },
  async remove(context, id, operation) {
    if (context.groupPolicies.onDelete === 'keep') return false;
    await deleteUpstream(context, id, operation);
    await context.store.groupMembers.removeGroup(id);
    return true;
  },
  members({ store: { groupMembers }, groupPolicies }) {
    return {
      // Who was added in Qualtrics is spared, or not, as with moves that were made by hand there.
      rows: (id) => groupMembers.rows(id, groupPolicies.handMoves === 'keep' ? 'named' : 'all'),
      among: (id, userIds) => groupMembers.among(id, userIds, 'named'),
    };
  },
  refuse: async () => {},
  record: recordMembers,
  settle: (context, groupId, userId, operation) => settleMember(context, { groupId, userId }, operation),
};

async function recordMembers(
  { store: { groupMembers, dueMembers, audit } }: GroupContext,
  groupId: string,
  { add, remove, turnOut, touched }: MemberChanges,
  entries: readonly AuditEntry[],
  operation: Operation,
): Promise<string[]> {
  const seen = new Set(await groupMembers.among(groupId, add, 'all'));
  // Who was named to go may be a member who was added in Qualtrics since the last look at them.
  const leaving = [...remove, ...turnOut];
  const due = [...add.filter((id) => !seen.has(id)), ...leaving];
  if (add.length + leaving.length > 0) {
    operation.confirm?.();
    await groupMembers.change({ groupId, named: add, seen: [], remove: leaving, due }, entries);
  } else if (entries.length > 0) await audit.add(entries);
  return await dueMembers.among(groupId, touched);
}

/** A DELETE that may have landed is found out by the next one's answer: gone is what was wanted. */
async function deleteUpstream(context: GroupContext, id: string, operation: Operation): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.client.groups.delete(id, operation);
    } catch (failure) {
      if (await saysGroupGone(context, { id, target: 'group' }, failure, operation)) return;
      if (!isPassing(failure)) throw failure;
      await pauseAfter(failure, attempt, operation.signal);
    }
  }
}
