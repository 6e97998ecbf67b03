import { createRounds, type Round, type Rounds } from '../background-rounds.ts';
import type { KeyedLock } from '../locks/keyed-lock.ts';
import type { GroupContext } from './group-context.ts';
import { listMembers, type MembersListed } from './list-members.ts';

export interface MemberListsSettings {
  readonly context: () => Promise<GroupContext>;
  readonly locks: KeyedLock;
  readonly onListed: (round: Round<MembersListed>) => void;
}

/**
 * Looks at the members of groups. Apart from the listing of users, for which requests wait: a brand's groups may have many
 * members.
 */
export function createMemberLists({ context, locks, onListed }: MemberListsSettings): Rounds {
  return createRounds({
    task: 'listing',
    key: 'work:members',
    locks,
    work: async (held) => await listMembers(await context(), held),
    onRound: onListed,
  });
}
