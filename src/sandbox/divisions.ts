import { invalid, notFound } from './api-failure.ts';
import { type SandboxDivision, timestamp } from './brand.ts';
import { type Exchange, type Handler, objectBody } from './exchange.ts';
import { isObject, type Json } from './json.ts';
import { page } from './paging.ts';
import { applyStates, divisionTree, type Overrides, statesOf } from './permissions.ts';

/** What a new division gets when none are sent: "a default set" that nobody published. */
export const DEFAULT_PERMISSIONS: Overrides = {
  'controlPanel.organizationPermissions.allowProxyLogins': 'on',
};

/** In the guides alone; live, the route does not exist (option divisionsList). */
export const listDivisions: Handler = (exchange) => {
  return page([...exchange.brand.divisions.values()], ({ id, name }) => ({ id, name }), exchange);
};

export const getDivision: Handler = (exchange) => {
  const { permissions, ...division } = divisionOf(exchange);
  return {
    ...division,
    organizationId: exchange.options.brandId,
    permissions: divisionTree(permissions),
    responseCounts: { auditable: 0, deleted: 0, generated: 0 },
  };
};

export const createDivision: Handler = (exchange) => {
  const { brand, ownerId } = exchange;
  const body = objectBody(exchange);
  const division: SandboxDivision = {
    id: brand.nextId('DV'),
    name: readName(body.name),
    status: 'Active',
    creatorId: ownerId,
    creationDate: timestamp(),
    permissions: readTree(body.permissions, DEFAULT_PERMISSIONS),
  };
  brand.divisions.set(division.id, division);
  return { id: division.id };
};

/** A partial update, in every source: what is left out stays. */
export const updateDivision: Handler = (exchange) => {
  const division = divisionOf(exchange);
  const { name, status, permissions } = objectBody(exchange);
  exchange.brand.divisions.set(division.id, {
    ...division,
    name: name === undefined ? division.name : readName(name),
    status: status === undefined ? division.status : readStatus(status),
    permissions: readTree(permissions, division.permissions),
  });
  return undefined;
};

function divisionOf({ brand, ids: [id = ''] }: Exchange): SandboxDivision {
  const division = brand.divisions.get(id);
  if (division === undefined) throw notFound(id);
  return division;
}

function readName(value: Json | undefined): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid('name is required.');
  return value;
}

function readStatus(value: Json): string {
  if (value !== 'Active' && value !== 'Disabled') throw invalid('Invalid status.');
  return value;
}

function readTree(value: Json | undefined, base: Overrides): Overrides {
  if (value === undefined || value === null) return base;
  if (!isObject(value)) throw invalid('Invalid value for permissions.');
  return applyStates(base, statesOf(value));
}
