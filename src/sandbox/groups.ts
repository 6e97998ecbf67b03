import { invalid, notFound } from './api-failure.ts';
import { type Brand, type SandboxGroup, timestamp } from './brand.ts';
import { type Exchange, type Handler, objectBody } from './exchange.ts';
import type { Json } from './json.ts';
import { page } from './paging.ts';
import { userSummary } from './user-views.ts';

export const listGroups: Handler = (exchange) => {
  const divisionId = exchange.query.get('divisionId');
  const groups = [...exchange.brand.groups.values()].filter((group) => {
    return divisionId === null || group.divisionId === divisionId;
  });
  return page(groups, ({ id, name }) => ({ id, name }), exchange);
};

export const getGroup: Handler = (exchange) => {
  const { members: _, ...group } = groupOf(exchange);
  return { ...group, organizationId: exchange.options.brandId, autoMembership: false };
};

/** Recorded clients read `groupId` (OSU) or `id` (others) from the answer; each dialect gives one of them. */
export const createGroup: Handler = (exchange) => {
  const { brand, ownerId, options } = exchange;
  const body = objectBody(exchange);
  const group: SandboxGroup = {
    id: brand.nextId('GR'),
    type: readText('type', body.type),
    name: readText('name', body.name),
    divisionId: readDivision(body.divisionId ?? null, brand),
    creatorId: ownerId,
    creationDate: timestamp(),
    members: new Set(),
  };
  brand.groups.set(group.id, group);
  return options.dialect === 'seed' ? { id: group.id } : { groupId: group.id };
};

export const updateGroup: Handler = (exchange) => {
  const group = groupOf(exchange);
  const { type = group.type, name = group.name, divisionId = group.divisionId } = objectBody(exchange);
  const { brand } = exchange;
  brand.groups.set(group.id, {
    ...group,
    type: readText('type', type),
    name: readText('name', name),
    divisionId: readDivision(divisionId, brand),
  });
  return undefined;
};

export const deleteGroup: Handler = (exchange) => {
  exchange.brand.groups.delete(groupOf(exchange).id);
  return undefined;
};

export const listMembers: Handler = (exchange) => {
  const { brand, options } = exchange;
  const members = [...groupOf(exchange).members].flatMap((id) => brand.users.get(id) ?? []);
  return page(members, (user) => userSummary(user, options.dialect), exchange);
};

export const addMember: Handler = (exchange) => {
  const group = groupOf(exchange);
  const { userId } = objectBody(exchange);
  if (typeof userId !== 'string' || !exchange.brand.users.has(userId))
    throw invalid('The user does not exist.');
  group.members.add(userId);
  return undefined;
};

export const removeMember: Handler = (exchange) => {
  const [, userId = ''] = exchange.ids;
  if (!groupOf(exchange).members.delete(userId)) throw notFound(userId);
  return undefined;
};

function groupOf({ brand, ids: [id = ''] }: Exchange): SandboxGroup {
  const group = brand.groups.get(id);
  if (group === undefined) throw notFound(id);
  return group;
}

function readText(name: string, value: Json | undefined): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(`${name} is required.`);
  return value;
}

function readDivision(value: Json, brand: Brand): string | null {
  if (value === null) return null;
  if (typeof value !== 'string' || !brand.divisions.has(value)) throw invalid('The division does not exist.');
  return value;
}
