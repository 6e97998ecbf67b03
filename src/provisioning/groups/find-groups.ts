import type { StoredGroup } from '../../store/memberships.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import type { Json, Resource } from '../resource.ts';
import { type GroupContext, renderGroup } from './group-context.ts';

/** Which members a reader of a group needs: all, none, or only whether these are among them. */
export type MembersWanted = 'all' | 'none' | readonly string[];

export interface GroupLookUp {
  readonly by: 'id' | 'displayName' | 'externalId' | 'member';
  readonly value: string;
}

export interface GroupQuery {
  /** Terms that indexes answer, and of which every match fulfils one. */
  readonly lookUps?: readonly GroupLookUp[] | undefined;
  /** The whole filter; absent: every group. */
  readonly matches?: ((resource: Resource) => boolean) | undefined;
  /** What the filter asks of members. */
  readonly membersForFilter: MembersWanted;
  /** What the answer shows of members. */
  readonly members: MembersWanted;
  /** From 0. */
  readonly offset: number;
  readonly limit: number;
}

export interface GroupPage {
  readonly total: number;
  readonly resources: readonly Resource[];
}

export async function getGroup(context: GroupContext, id: string, members: MembersWanted): Promise<Resource> {
  return await withMembers(await knownGroup(context, id), await memberReader(context, members));
}

/** 'not-found' for a group that was deleted over SCIM or was never heard of. */
export async function knownGroup(context: GroupContext, id: string): Promise<StoredGroup> {
  const group = await context.store.groups.get(id);
  if (!group || group.deleted !== undefined) {
    throw new ProvisioningError('not-found', 'There is no such group.');
  }
  return group;
}

export async function findGroups(context: GroupContext, query: GroupQuery): Promise<GroupPage> {
  const { matches, offset, limit } = query;
  if (!matches) {
    const page = limit > 0 ? await context.store.groups.page(offset, limit) : [];
    return { total: await context.store.groups.count(), resources: await shown(context, page, query) };
  }
  const found: StoredGroup[] = [];
  let total = 0;
  const membersOf = await memberReader(context, query.membersForFilter);
  for await (const group of await candidates(context, query.lookUps)) {
    if (!matches(await withMembers(group, membersOf))) continue;
    if (total >= offset && found.length < limit) found.push(group);
    total += 1;
  }
  return { total, resources: await shown(context, found, query) };
}

/** All groups, or those that the look-ups find, each once; in the order of a list. */
async function candidates(
  context: GroupContext,
  lookUps: GroupQuery['lookUps'],
): Promise<AsyncIterable<StoredGroup> | readonly StoredGroup[]> {
  if (!lookUps) return context.store.groups.scan();
  const ids = await Promise.all(lookUps.map((lookUp) => idsFor(context, lookUp)));
  return await context.store.groups.among([...new Set(ids.flat())]);
}

async function idsFor(context: GroupContext, { by, value }: GroupLookUp): Promise<readonly string[]> {
  if (by === 'id') return [value];
  if (by === 'member') return (await groupsOf(context, [value])).get(value) ?? [];
  return (await context.store.groups.lookUp(by, value)).map(({ id }) => id);
}

async function shown(
  context: GroupContext,
  groups: readonly StoredGroup[],
  { members }: GroupQuery,
): Promise<Resource[]> {
  const membersOf = await memberReader(context, members);
  return await Promise.all(groups.map((group) => withMembers(group, membersOf)));
}

async function withMembers(group: StoredGroup, membersOf: MemberReader): Promise<Resource> {
  const ids = await membersOf(group.id);
  return ids.length === 0 ? renderGroup(group) : { ...renderGroup(group), members: ids.map(memberOf) };
}

function memberOf(value: string): Json {
  return { value, type: 'User' };
}

async function groupsOf(
  { store }: GroupContext,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const users = await Promise.all(
    userIds.map(async (id) => {
      const stored = await store.users.get(id);
      const divisionId = stored?.deleted === undefined ? stored?.record.divisionId : undefined;
      return { id, divisionId: typeof divisionId === 'string' ? divisionId : undefined };
    }),
  );
  const groups = await store.groups.ofUsers(users);
  return new Map(userIds.map((id, i) => [id, (groups[i] ?? []).map((group) => group.id)]));
}

/** The wanted members of a group. */
type MemberReader = (groupId: string) => readonly string[] | Promise<readonly string[]>;

/** Who is wanted by name is asked for once, for however many groups. */
async function memberReader(context: GroupContext, wanted: MembersWanted): Promise<MemberReader> {
  if (wanted === 'none') return () => [];
  if (wanted === 'all') return (groupId) => allMembers(context, groupId);
  const groups = await groupsOf(context, wanted);
  return (groupId) => wanted.filter((id) => groups.get(id)?.includes(groupId));
}

async function allMembers({ store }: GroupContext, groupId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of store.memberships.rows(groupId)) ids.push(id);
  for await (const id of store.memberships.seenIn(groupId)) ids.push(id);
  for await (const id of store.groupMembers.rows(groupId, 'all')) ids.push(id);
  return ids;
}
