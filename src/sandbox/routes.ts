import { createDivision, getDivision, listDivisions, updateDivision } from './divisions.ts';
import type { Handler } from './exchange.ts';
import {
  addMember,
  createGroup,
  deleteGroup,
  getGroup,
  listGroups,
  listMembers,
  removeMember,
  updateGroup,
} from './groups.ts';
import type { ResolvedOptions } from './options.ts';
import { getOrganization } from './organization.ts';
import { whoami } from './user-views.ts';
import { createUser, deleteUser, getUser, listUsers, updateUser } from './users.ts';

export interface Route {
  /** What the rate limit counts under. */
  readonly endpoint: string;
  /** The OAuth scope it needs. */
  readonly scope: string | undefined;
  readonly exists: (options: ResolvedOptions) => boolean;
  readonly handler: Handler;
}

const always: Route['exists'] = () => true;
const USERS = ['read:users', 'write:users'] as const;
const DIVISIONS = ['read:divisions', 'write:divisions'] as const;
const GROUPS = ['read:groups', 'write:groups'] as const;

const ROUTES = [
  route('GET', '/whoami', [undefined, undefined], whoami),
  route('GET', '/users', USERS, listUsers),
  route('POST', '/users', USERS, createUser),
  route('GET', '/users/:id', USERS, getUser),
  route('PUT', '/users/:id', USERS, updateUser),
  route('DELETE', '/users/:id', USERS, deleteUser),
  route('GET', '/divisions', DIVISIONS, listDivisions, ({ divisionsList }) => divisionsList),
  route('POST', '/divisions', DIVISIONS, createDivision),
  route('GET', '/divisions/:id', DIVISIONS, getDivision),
  route('PUT', '/divisions/:id', DIVISIONS, updateDivision),
  route('GET', '/groups', GROUPS, listGroups),
  route('POST', '/groups', GROUPS, createGroup),
  route('GET', '/groups/:id', GROUPS, getGroup),
  route('PUT', '/groups/:id', GROUPS, updateGroup),
  route('DELETE', '/groups/:id', GROUPS, deleteGroup),
  route('GET', '/groups/:id/members', GROUPS, listMembers),
  route('POST', '/groups/:id/members', GROUPS, addMember),
  route('DELETE', '/groups/:id/members/:userId', GROUPS, removeMember),
  route('GET', '/organizations/:id', ['read:organizations', undefined], getOrganization),
];

/** The route of a call and the ids in its path. Another method on a known path is no route either. */
export function findRoute(method: string, path: string, options: ResolvedOptions) {
  for (const { route, pattern, method: wanted } of ROUTES) {
    const match = method === wanted ? pattern.exec(path) : null;
    if (match !== null && route.exists(options)) return { route, ids: match.slice(1).map(decoded) };
  }
  return undefined;
}

type Scopes = readonly [read: string | undefined, write: string | undefined];

function route(method: string, template: string, [read, write]: Scopes, handler: Handler, exists = always) {
  const pattern = new RegExp(`^/API/v3${template.replaceAll(/:\w+/g, '([^/]+)')}/?$`);
  const [, endpoint = ''] = template.split('/');
  const scope = method === 'GET' ? read : write;
  const found: Route = { endpoint, scope, exists, handler };
  return { method, pattern, route: found };
}

/** What is no valid encoding is an id that nobody has. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
