/**
 * Makes groups of what can be found at Qualtrics, for divisions and for its own groups:
 *
 *   the list, where there is one -> those that a group of their name would become -> groups
 *   else ids: configured, seen on users, known already -> each read for its name -> groups
 *
 * Groups that were deleted over SCIM stay so.
 */
import type { GroupTarget, StoredGroup } from '../../store/memberships.ts';
import { isQualtrics } from '../failures.ts';
import { inBackground, type Operation } from '../operation.ts';
import { isBareNotFound } from '../read-user.ts';
import { chooseTarget, mayChoose } from './choose-target.ts';
import type { GroupContext } from './group-context.ts';
import { type Named, TARGETS } from './target.ts';

/** When every name was last read. Names change rarely, and where there is no list each costs a call. */
const NAMES_READ = 'divisions.named';
const NAMES_LAST_MS = 24 * 60 * 60 * 1_000;

export async function discoverGroups(context: GroupContext, signal: AbortSignal): Promise<void> {
  const began = new Date();
  const isDaily = await areNamesOld(context, began);
  for (const target of ['division', 'group'] as const) await discover(context, target, isDaily, signal);
  if (isDaily) await context.store.facts.set(NAMES_READ, began.toISOString());
}

async function discover(
  context: GroupContext,
  target: GroupTarget,
  isDaily: boolean,
  signal: AbortSignal,
): Promise<void> {
  const operation = inBackground('listing', signal);
  // One that cannot be read (the log of calls says so) is no reason to call the listing of users incomplete.
  const skip = (failure: unknown) => {
    if (!isQualtrics(failure) || signal.aborted) throw failure;
    return undefined;
  };
  const isUsed = mayChoose(target, context.groupPolicies);
  const listed = isUsed ? await TARGETS[target].list(context, operation).catch(skip) : undefined;
  for (const named of listed ?? []) await note(context, target, named, operation);
  const known = new Set(listed?.map(({ id }) => id));
  // A group of Qualtrics' own that its list lacks was deleted there, when it says so itself: then a 404 needs no code.
  const mayBeGone = target === 'group' && listed !== undefined;
  const isAgreedGone = (failure: unknown) =>
    mayBeGone && (isQualtrics(failure, 'not-found') || isBareNotFound(failure));
  for (const id of await candidateIds(context, target)) {
    if (known.has(id) || (!mayBeGone && !isDaily && (await context.store.groups.get(id)))) continue;
    try {
      await note(context, target, await TARGETS[target].get(context, id, operation), operation);
    } catch (failure) {
      if (isAgreedGone(failure)) await forget(context, id, operation);
      else skip(failure);
    }
  }
}

async function areNamesOld(context: GroupContext, now: Date): Promise<boolean> {
  const read = Date.parse((await context.store.facts.get(NAMES_READ)) ?? '');
  return !(now.getTime() - read < NAMES_LAST_MS);
}

async function candidateIds(context: GroupContext, target: GroupTarget): Promise<Set<string>> {
  const { memberships, groups } = context.store;
  const isDivision = target === 'division';
  const ids = new Set(isDivision ? [...context.divisionIds, ...(await memberships.divisionIds())] : []);
  for await (const group of groups.scan()) if (group.target === target) ids.add(group.id);
  return ids;
}

async function note(
  context: GroupContext,
  target: GroupTarget,
  named: Named,
  operation: Operation,
): Promise<void> {
  await context.locks.hold(`group:${named.id}`, operation, async ({ confirm }) => {
    const group = await context.store.groups.get(named.id);
    if (group ? group.displayName === named.name : !isMeant(context, target, named)) return;
    const { created, ...fresh } = groupOf(named, target);
    confirm?.();
    await context.store.groups.put({ created, ...group, ...fresh });
  });
}

async function forget({ store, locks }: GroupContext, id: string, operation: Operation): Promise<void> {
  await locks.hold(`group:${id}`, operation, async ({ confirm }) => {
    const group = await store.groups.get(id);
    confirm?.();
    await store.groupMembers.removeGroup(id);
    if (group) await store.groups.put({ ...group, deleted: new Date().toISOString() });
  });
}

/** What has the name of a group that would become something else is left alone. */
function isMeant(context: GroupContext, target: GroupTarget, { id, name }: Named): boolean {
  if (context.divisionIds.includes(id)) return true;
  return chooseTarget({ displayName: name }, context.groupPolicies).target === target;
}

export function groupOf({ id, name }: Named, target: GroupTarget, now: Date = new Date()): StoredGroup {
  return { id, target, displayName: name, created: now.toISOString(), lastModified: now.toISOString() };
}
