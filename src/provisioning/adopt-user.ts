import { changeLocked } from './change-user.ts';
import { replaceResource } from './mapping/replace-resource.ts';
import type { AttributeMapping } from './mapping/user-mapping.ts';
import type { Operation } from './operation.ts';
import { isOwner } from './protect-owner.ts';
import { taken } from './refusals.ts';
import type { Resource } from './resource.ts';
import type { Change, User, UserContext } from './user-context.ts';

/** An account that is there already: a conflict, or adopted where the policy says so and no other person of the IdP has it. */
export function takeOver(
  context: UserContext,
  id: string,
  resource: Resource,
  operation: Operation,
): Promise<User> {
  const work = async (held: Operation) => {
    const stored = await context.store.users.get(id);
    const kept = (stored?.kept ?? {}) as Resource;
    const mayAdopt = context.policies.onConflict === 'adopt' && !isSomebodyElse(kept, resource);
    if (!mayAdopt || (await isOwner(context, id, held))) throw taken('another account');
    const change = become(context.mapping, resource);
    return await changeLocked(context, id, { stored, kept, action: 'adopt' }, change, held);
  };
  return context.locks.hold(id, operation, work);
}

export function isSomebodyElse({ externalId }: Resource, sent: Resource): boolean {
  return externalId !== undefined && externalId !== sent.externalId;
}

/** The user becomes what was sent; what was not sent of the Qualtrics account stays. */
export function become(mapping: readonly AttributeMapping[], resource: Resource): Change {
  return (current) => replaceResource(mapping, current, resource, new Set());
}
