/**
 * A published peer: scimmy-routers on Express, over a store in memory with an index for each look-up and a page that
 * is cut before scimmy shapes it. No upstream and nothing durable, which the bridge has.
 */
import express from 'express';
import SCIMMYRouters, { type Resource, SCIMMY, type Stored } from 'scimmy-routers';
import { groupsInMemory, usersInMemory } from './in-memory.ts';

const count = Number(process.argv[2]);
const users = new Map<string, Stored>(usersInMemory(count));
const ids = [...users.keys()];
const idsByName = new Map(Array.from(users.values(), ({ id, userName }) => [String(userName), id]));
const groups = new Map<string, Stored>(groupsInMemory(count).map((group) => [group.id, group]));

function found(known: ReadonlyMap<string, Stored>, id: string): Stored {
  const entry = known.get(id);
  if (!entry) throw new SCIMMY.Types.Error(404, null, 'No such resource');
  return entry;
}

function listed({ filter, constraints = {} }: Resource): Stored[] {
  const [term] = filter ?? [];
  if (Array.isArray(term?.userName)) {
    const user = users.get(idsByName.get(String(term.userName[1])) ?? '');
    return user ? [user] : [];
  }
  const { startIndex = 1, count: size = 20 } = constraints;
  constraints.totalResults = ids.length;
  return ids.slice(startIndex - 1, startIndex - 1 + size).map((id) => found(users, id));
}

SCIMMY.Resources.declare(
  SCIMMY.Resources.User.ingress(({ id }, instance) => {
    const user = { ...instance, id: id ?? `UR_new${ids.length}` } as Stored;
    if (id === undefined) ids.push(user.id);
    users.set(user.id, user);
    idsByName.set(String(user.userName), user.id);
    return user;
  })
    .egress((resource) => (resource.id === undefined ? listed(resource) : found(users, resource.id)))
    .degress(({ id = '' }) => users.delete(id)),
);
SCIMMY.Resources.declare(
  SCIMMY.Resources.Group.ingress(({ id = '' }, instance) => {
    const group = { ...instance, id } as Stored;
    groups.set(id, group);
    return group;
  })
    .egress(({ id }) => (id === undefined ? [...groups.values()] : found(groups, id)))
    .degress(({ id = '' }) => groups.delete(id)),
);

const app = express();
// scimmy-routers makes numbers of startIndex and count in place, which Express 5, parsing at each look, forgets.
app.use('/', (request: { query: object }, _response: unknown, next: () => void) => {
  Object.defineProperty(request, 'query', { value: request.query });
  next();
});
const handler = ({ headers }: { headers: Record<string, string> }) => headers.authorization ?? '';
app.use('/scim/v2', new SCIMMYRouters({ type: 'bearer', handler }));
app.listen(Number(process.env.PORT), '127.0.0.1');
