/**
 * Users of one brand, as a provisioning client may see and change them. Throws ProvisioningError and nothing else
 * (but for bugs).
 *
 *   scim/ --resources--> users --records--> qualtrics/
 *                          \--kept, index--> store/
 */

import { changeUser } from './change-user.ts';
import { createUser, type NewUser } from './create-user.ts';
import { deleteUser } from './delete-user.ts';
import { translated } from './failures.ts';
import { findUsers, type UserPage, type UserQuery } from './find-users.ts';
import { withGroups } from './groups/user-groups.ts';
import { replaceResource } from './mapping/replace-resource.ts';
import type { Operation } from './operation.ts';
import { readUser } from './read-user.ts';
import type { Resource } from './resource.ts';
import type { Change, User, UserContext } from './user-context.ts';
import { within } from './within.ts';

export interface Users {
  get(id: string, operation: Operation): Promise<User>;
  find(query: UserQuery, operation: Operation): Promise<UserPage>;
  create(user: NewUser, operation: Operation): Promise<User>;
  /** `change` may run more than once. */
  change(id: string, change: Change, operation: Operation): Promise<User>;
  /** `sent` may depend on what is there; `cleared`: attributes that were sent as null, "" or []. */
  replace(
    id: string,
    sent: (current: Resource) => Resource,
    cleared: ReadonlySet<string>,
    operation: Operation,
  ): Promise<User>;
  delete(id: string, operation: Operation): Promise<void>;
}

/** `ready` gives the context, or fails with what keeps it from being known. */
export function createUsers(ready: () => UserContext | Promise<UserContext>): Users {
  const withContext = <T>({ signal }: Operation, work: (context: UserContext) => Promise<T>): Promise<T> =>
    translated(async () => {
      const context = ready();
      return await work(context instanceof Promise ? await within(signal, context) : context);
    });
  const shown = (operation: Operation, work: (context: UserContext) => Promise<User>): Promise<User> =>
    withContext(operation, async (context) => {
      const user = await work(context);
      const [resource = user.resource] = await withGroups(context.store, [user.resource]);
      return { ...user, resource };
    });
  return {
    get: (id, operation) => shown(operation, (context) => readUser(context, id, operation)),
    find: (query, operation) =>
      withContext(operation, async (context) => {
        const { total, users } = await findUsers(context, query, operation);
        const resources = await withGroups(
          context.store,
          users.map(({ resource }) => resource),
        );
        return { total, users: resources.map((resource) => ({ id: String(resource.id), resource })) };
      }),
    create: (user, operation) => shown(operation, (context) => createUser(context, user, operation)),
    change: (id, change, operation) =>
      shown(operation, (context) => changeUser(context, id, change, operation)),
    replace: (id, sent, cleared, operation) =>
      shown(operation, (context) => {
        const change: Change = (current) => replaceResource(context.mapping, current, sent(current), cleared);
        return changeUser(context, id, change, operation);
      }),
    delete: (id, operation) => withContext(operation, (context) => deleteUser(context, id, operation)),
  };
}
