/**
 * Looks at who is in Qualtrics' own groups, once a day each:
 *
 *   GET the members, all pages -> nothing changed here meanwhile? -> who came is seen there
 *     -> who went, by hand, is no member any more, or is put back by policy
 */
import { isPassing } from '../failures.ts';
import type { Operation } from '../operation.ts';
import { isBareNotFound } from '../read-user.ts';
import type { GroupContext } from './group-context.ts';

const LISTED_FOR_MS = 24 * 60 * 60 * 1_000;

export interface MembersListed {
  /** How many groups were looked at. */
  readonly groups: number;
  /** Members whom the IdP had put there and somebody took out at Qualtrics. */
  readonly takenOut: number;
}

/** A group whose members cannot be told keeps none of the others; the first such failure is thrown in the end. */
export async function listMembers(context: GroupContext, operation: Operation): Promise<MembersListed> {
  const { groups: known, facts } = context.store;
  const failures: unknown[] = [];
  let [groups, takenOut] = [0, 0];
  for await (const { id, target } of known.scan()) {
    if (target !== 'group') continue;
    const began = new Date();
    const before = Date.parse((await facts.get(factOf(id))) ?? '');
    if (began.getTime() - before < LISTED_FOR_MS) continue;
    try {
      const went = await listMembersOf(context, id, operation);
      // Changed meanwhile: the next round looks again.
      if (went === undefined) continue;
      await facts.set(factOf(id), began.toISOString());
      groups += 1;
      takenOut += went;
    } catch (failure) {
      failures.push(failure);
      // Not every brand gives a code with the 404 of a group that was deleted there.
      if (operation.signal.aborted || (isPassing(failure) && !isBareNotFound(failure))) break;
    }
  }
  if (failures.length > 0) throw failures[0];
  return { groups, takenOut };
}

function factOf(groupId: string): string {
  return `members.listed:${groupId}`;
}

async function listMembersOf(
  context: GroupContext,
  groupId: string,
  operation: Operation,
): Promise<number | undefined> {
  const { groupMembers, memberships } = context.store;
  const before = await groupMembers.version(groupId);
  if (before === undefined) return undefined;
  const listed = new Set<string>();
  const users: string[] = [];
  for await (const page of context.client.groups.members(groupId, operation)) {
    for (const id of page) listed.add(id);
    users.push(...(await memberships.usersAmong(page)));
  }
  return await context.locks.hold(`group:${groupId}`, operation, async ({ confirm }) => {
    if ((await groupMembers.version(groupId)) !== before) return undefined;
    const rows = new Set(await Array.fromAsync(groupMembers.rows(groupId, 'all')));
    const named = await Array.fromAsync(groupMembers.rows(groupId, 'named'));
    const went = [...rows].filter((id) => !listed.has(id));
    // Whom Qualtrics does not find is not for here to forget.
    const alive = new Set(await memberships.usersAmong(went));
    const takenOut = named.filter((id) => alive.has(id));
    const isKept = context.groupPolicies.handMoves === 'keep';
    const putBack = new Set(isKept ? [] : takenOut);
    const seen = users.filter((id) => !rows.has(id));
    const remove = [...alive].filter((id) => !putBack.has(id));
    if (seen.length + remove.length + putBack.size > 0) {
      confirm?.();
      await groupMembers.change({ groupId, named: [], seen, remove, due: [...putBack] });
    }
    if (putBack.size > 0) context.wake();
    return takenOut.length;
  });
}
