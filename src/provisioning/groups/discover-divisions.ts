/**
 * Makes groups of the divisions that can be found (design D6):
 *
 *   the list, where the brand has one -> groups
 *   else ids: configured, seen on users, known already -> each read for its name -> groups
 *
 * Groups that were deleted over SCIM stay so.
 */
import type { CallOptions } from '../../qualtrics/client.ts';
import type { Division } from '../../qualtrics/records.ts';
import type { StoredGroup } from '../../store/memberships.ts';
import { isQualtrics } from '../failures.ts';
import { inBackground, type Operation } from '../operation.ts';
import type { GroupContext } from './group-context.ts';

/** When every name was last read. Names change rarely, and where there is no list each costs a call. */
const NAMES_READ = 'divisions.named';
const NAMES_LAST_MS = 24 * 60 * 60 * 1_000;

export async function discoverDivisions(context: GroupContext, signal: AbortSignal): Promise<void> {
  const operation = inBackground('listing', signal);
  // A division that cannot be read (the log of calls says so) is no reason to call the listing of users incomplete.
  const skip = (failure: unknown) => {
    if (!isQualtrics(failure) || signal.aborted) throw failure;
    return undefined;
  };
  const listed = await listDivisions(context, operation).catch(skip);
  for (const division of listed ?? []) await note(context, division, operation);
  const known = new Set(listed?.map(({ id }) => id));
  const began = new Date();
  const isDaily = await areNamesOld(context, began);
  for (const id of await candidateIds(context)) {
    if (known.has(id) || (!isDaily && (await context.store.groups.get(id)))) continue;
    const division = await context.client.divisions.get(id, operation).catch(skip);
    if (division) await note(context, division, operation);
  }
  if (isDaily) await context.store.facts.set(NAMES_READ, began.toISOString());
}

/** Undefined where the brand has no list, or does not let the bridge's account see it. */
export async function listDivisions(
  { client }: GroupContext,
  options: CallOptions,
): Promise<Division[] | undefined> {
  try {
    return await client.divisions.list(options);
  } catch (failure) {
    if (isQualtrics(failure, 'forbidden')) return undefined;
    throw failure;
  }
}

export function groupOf({ id, name }: Division, now: Date = new Date()): StoredGroup {
  return {
    id,
    target: 'division',
    displayName: name,
    created: now.toISOString(),
    lastModified: now.toISOString(),
  };
}

async function areNamesOld(context: GroupContext, now: Date): Promise<boolean> {
  const read = Date.parse((await context.store.facts.get(NAMES_READ)) ?? '');
  return !(now.getTime() - read < NAMES_LAST_MS);
}

async function candidateIds(context: GroupContext): Promise<Set<string>> {
  const ids = new Set([...context.divisionIds, ...(await context.store.memberships.divisionIds())]);
  for await (const group of context.store.groups.scan()) ids.add(group.id);
  return ids;
}

async function note(context: GroupContext, division: Division, operation: Operation): Promise<void> {
  await context.locks.hold(`group:${division.id}`, operation, async ({ confirm }) => {
    const group = await context.store.groups.get(division.id);
    if (group?.displayName === division.name) return;
    const { created, ...fresh } = groupOf(division);
    confirm?.();
    await context.store.groups.put({ created, ...group, ...fresh });
  });
}
