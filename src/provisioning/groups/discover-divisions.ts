import type { Division } from '../../qualtrics/records.ts';
import { isQualtrics } from '../failures.ts';
import type { GroupContext } from './group-context.ts';

/**
 * Makes groups of the divisions that can be found (design D6): the list where the brand has one, else the configured
 * ids, those seen on users and those known already, each read for its name. Groups that were deleted over SCIM stay so.
 */
export async function discoverDivisions(context: GroupContext, signal: AbortSignal): Promise<void> {
  const options = { lane: 'background', signal } as const;
  const listed = await context.client.divisions.list(options);
  for (const division of listed ?? []) await note(context, division);
  const known = new Set(listed?.map(({ id }) => id));
  for (const id of await candidateIds(context)) {
    if (known.has(id)) continue;
    try {
      await note(context, await context.client.divisions.get(id, options));
    } catch (failure) {
      // Named in the configuration or on a user, and yet not there or not ours to see: no group.
      if (!isQualtrics(failure, 'not-found', 'forbidden')) throw failure;
    }
  }
}

async function candidateIds(context: GroupContext): Promise<Set<string>> {
  const ids = new Set([...context.divisionIds, ...(await context.store.memberships.divisionIds())]);
  for await (const group of context.store.groups.scan()) ids.add(group.id);
  return ids;
}

async function note(context: GroupContext, { id, name }: Division): Promise<void> {
  await context.locks.hold(`group:${id}:attributes`, async () => {
    const group = await context.store.groups.get(id);
    if (group && (group.deleted !== undefined || group.displayName === name)) return;
    const now = new Date().toISOString();
    await context.store.groups.put({ created: now, ...group, id, displayName: name, lastModified: now });
  });
}
