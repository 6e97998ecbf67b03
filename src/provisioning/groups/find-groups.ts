import type { StoredGroup } from '../../store/memberships.ts';
import { foldCase } from '../index-user.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import type { Json, Resource } from '../resource.ts';
import { type GroupContext, renderGroup } from './group-context.ts';

/** Which members a reader of a group needs: all, none, or only whether these are among them. */
export type MembersWanted = 'all' | 'none' | readonly string[];

export interface GroupQuery {
  /** A term that every match must fulfil, and that an index answers. */
  readonly lookUp?:
    | { readonly by: 'id' | 'displayName' | 'externalId' | 'member'; readonly value: string }
    | undefined;
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
  return await withMembers(context, await knownGroup(context, id), members);
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
  for await (const group of candidates(context, query.lookUp)) {
    if (!matches(await withMembers(context, group, query.membersForFilter))) continue;
    if (total >= offset && found.length < limit) found.push(group);
    total += 1;
  }
  return { total, resources: await shown(context, found, query) };
}

async function* candidates(context: GroupContext, lookUp: GroupQuery['lookUp']): AsyncGenerator<StoredGroup> {
  const { groups } = context.store;
  if (lookUp === undefined) {
    yield* groups.scan();
  } else if (lookUp.by === 'id' || lookUp.by === 'member') {
    const ids = lookUp.by === 'id' ? [lookUp.value] : await groupsOf(context, lookUp.value);
    for (const id of ids) {
      const group = await groups.get(id);
      if (group && group.deleted === undefined) yield group;
    }
  } else {
    const value = lookUp.by === 'displayName' ? foldCase(lookUp.value) : lookUp.value;
    yield* await groups.lookUp(lookUp.by, value);
  }
}

/**
 * The groups that a user is in: of divisions those of the ledger, or, where it has no row, the one that Qualtrics has;
 * and Qualtrics' own.
 */
export async function groupsOf(context: GroupContext, userId: string): Promise<string[]> {
  return (await groupsOfUsers(context, [userId])).get(userId) ?? [];
}

export async function groupsOfUsers(
  context: GroupContext,
  userIds: readonly string[],
): Promise<Map<string, string[]>> {
  const { memberships, groupMembers, users } = context.store;
  const [rows, groups] = [await memberships.ofUsers(userIds), await groupMembers.ofUsers(userIds)];
  const divisionsOf = async (userId: string): Promise<string[]> => {
    const own = rows.get(userId);
    if (own) return own.map(({ groupId }) => groupId);
    const stored = await users.get(userId);
    const divisionId = stored?.deleted === undefined ? stored?.record.divisionId : undefined;
    return typeof divisionId === 'string' ? [divisionId] : [];
  };
  const found = new Map<string, string[]>();
  for (const userId of userIds) {
    found.set(userId, [...(await divisionsOf(userId)), ...(groups.get(userId) ?? [])]);
  }
  return found;
}

function shown(
  context: GroupContext,
  groups: readonly StoredGroup[],
  { members }: GroupQuery,
): Promise<Resource[]> {
  return Promise.all(groups.map((group) => withMembers(context, group, members)));
}

async function withMembers(
  context: GroupContext,
  group: StoredGroup,
  wanted: MembersWanted,
): Promise<Resource> {
  const resource = renderGroup(group);
  const ids = await memberIds(context, group.id, wanted);
  return ids.length === 0 ? resource : { ...resource, members: ids.map(memberOf) };
}

function memberOf(value: string): Json {
  return { value, type: 'User' };
}

async function memberIds(context: GroupContext, groupId: string, wanted: MembersWanted): Promise<string[]> {
  if (wanted === 'none') return [];
  if (wanted !== 'all') {
    const groups = await groupsOfUsers(context, wanted);
    return wanted.filter((id) => groups.get(id)?.includes(groupId));
  }
  const { memberships, groupMembers } = context.store;
  const ids: string[] = [];
  for await (const id of memberships.rows(groupId)) ids.push(id);
  for await (const id of memberships.seenIn(groupId)) ids.push(id);
  for await (const id of groupMembers.rows(groupId, 'all')) ids.push(id);
  return ids;
}
