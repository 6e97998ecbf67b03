import type { StoredGroup } from '../../store/memberships.ts';
import { isQualtrics } from '../failures.ts';
import type { Operation } from '../operation.ts';
import { isBareNotFound } from '../read-user.ts';
import type { GroupContext } from './group-context.ts';
import { listIfAllowed } from './list-if-allowed.ts';

/**
 * As with users: a 404 is believed when Qualtrics gave a code with it, or when its list agrees. Divisions
 * have no list that tells all of them.
 */
export async function saysGroupGone(
  { client }: GroupContext,
  { id, target }: Pick<StoredGroup, 'id' | 'target'>,
  failure: unknown,
  operation: Operation,
): Promise<boolean> {
  if (isQualtrics(failure, 'not-found')) return true;
  if (target !== 'group' || !isBareNotFound(failure)) return false;
  const listed = await listIfAllowed(client.groups.list(operation));
  return listed !== undefined && !listed.some((group) => group.id === id);
}
