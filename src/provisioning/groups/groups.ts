/**
 * Groups of one brand, as a provisioning client may see and change them: each is a division or a group of Qualtrics'
 * own. Throws ProvisioningError and nothing else (but for bugs).
 *
 *   what the IdP says (create-group, -+-> ledger (write-ledger) -> due moves -> divisions of users (settle-move)
 *                      write-groups)  +-> members (group-target) -> due members -> groups at Qualtrics (settle-member)
 *   divisions and groups of Qualtrics -> groups (discover-groups), who is in which (list-members)
 */
import { translated } from '../failures.ts';
import type { Operation } from '../operation.ts';
import type { Resource } from '../resource.ts';
import { createGroup, type NewGroup } from './create-group.ts';
import { findGroups, type GroupPage, type GroupQuery, getGroup, type MembersWanted } from './find-groups.ts';
import type { GroupContext } from './group-context.ts';
import type { MemberStep } from './member-steps.ts';
import { changeGroup, deleteGroup } from './write-groups.ts';

export interface Groups {
  get(id: string, members: MembersWanted, operation: Operation): Promise<Resource>;
  find(query: GroupQuery, operation: Operation): Promise<GroupPage>;
  /** The new group's id. */
  create(group: NewGroup, operation: Operation): Promise<string>;
  /** `change` is of the group without its members. */
  change(
    id: string,
    change: (current: Resource) => Resource,
    steps: readonly MemberStep[],
    operation: Operation,
  ): Promise<void>;
  delete(id: string, operation: Operation): Promise<void>;
}

/** `ready` gives the context, or fails with what keeps it from being known. */
export function createGroups(ready: () => GroupContext | Promise<GroupContext>): Groups {
  const withContext = <T>({ signal }: Operation, work: (context: GroupContext) => Promise<T>): Promise<T> =>
    translated(async () => {
      const context = await ready();
      // Until then a group may be there and not be known: its IdP would push it again, as a second division.
      if (!context.index.completed()) await context.index.refresh(signal);
      return await work(context);
    });
  return {
    get: (id, members, operation) => withContext(operation, (context) => getGroup(context, id, members)),
    find: (query, operation) => withContext(operation, (context) => findGroups(context, query)),
    create: (group, operation) => withContext(operation, (context) => createGroup(context, group, operation)),
    change: (id, change, steps, operation) =>
      withContext(operation, (context) => changeGroup(context, id, change, steps, operation)),
    delete: (id, operation) => withContext(operation, (context) => deleteGroup(context, id, operation)),
  };
}
