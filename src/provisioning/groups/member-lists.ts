import type { KeyedLock } from '../locks/keyed-lock.ts';
import { inBackground } from '../operation.ts';
import type { GroupContext } from './group-context.ts';
import { listMembers, type MembersListed } from './list-members.ts';

export interface MemberLists {
  /** Looks at the members of groups, in the background; nothing happens while it does already. */
  refresh(): void;
  stop(): Promise<void>;
}

export interface MemberListsSettings {
  readonly context: () => Promise<GroupContext>;
  readonly locks: KeyedLock;
  readonly onListed: (outcome: MembersListed | { readonly failure: unknown }) => void;
}

/** Apart from the listing of users, for which requests wait: a brand's groups may have many members. One replica at a time. */
export function createMemberLists({ context: ready, locks, onListed }: MemberListsSettings): MemberLists {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function round(): Promise<MembersListed> {
    const context = await ready();
    const operation = inBackground('listing', stopping.signal);
    return await locks.hold('work:members', operation, (held) => listMembers(context, held));
  }

  async function run(): Promise<void> {
    const outcome = await round().catch((failure: unknown) => ({ failure }));
    running = undefined;
    if (!stopping.signal.aborted) onListed(outcome);
  }

  return {
    refresh() {
      if (!stopping.signal.aborted) running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
