import { toProvisioningError } from '../failures.ts';
import type { Operation } from '../operation.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import type { GroupContext } from './group-context.ts';
import { enumerated } from './refuse-members.ts';
import { settleEach } from './settle-each.ts';
import type { Target } from './target.ts';

/** Of whom Qualtrics has yet to hear. */
export interface DueMembers {
  readonly target: Target;
  readonly userIds: readonly string[];
}

/**
 * Settles, within a request, what it made due. What the time for the answer does not reach, the worker does:
 * the ledger has it, so that the answer is a success. A failure within that time is answered, though the
 * worker goes on with it too; the IdP repeats, which is harmless.
 */
export async function settleNow(
  context: GroupContext,
  groupId: string,
  { target, userIds }: DueMembers,
  operation: Operation,
): Promise<void> {
  const settle = (userId: string) => target.settle(context, groupId, userId, operation);
  const { concurrency } = context.groupPolicies;
  const { settled, failures } = await settleEach(concurrency, userIds, operation, settle);
  if (settled === userIds.length) return;
  context.wake();
  if (failures.size > 0) throw asOne(failures);
}

function asOne(failures: ReadonlyMap<string, unknown>): unknown {
  const known = [...failures.values()].map(toProvisioningError);
  // A bug is more than an outage, and that is more than what Qualtrics has against single users.
  const worst = known.find(isBug) ?? known.find((failure) => !isRefusal(failure)) ?? known[0];
  if (!(worst instanceof ProvisioningError)) return worst;
  const who = `${failures.size === 1 ? 'user' : 'users'} ${enumerated([...failures.keys()])}`;
  const why = worst.code === 'unavailable' ? 'Qualtrics does not answer as it should.' : worst.detail;
  const { code, upstreamRequestId, retryAfter } = worst;
  return new ProvisioningError(
    // 'not-found' would be the group's, and an IdP makes that anew.
    code === 'not-found' ? 'invalid' : code,
    `The memberships are recorded, but Qualtrics could not be brought in line for ${who}; it is tried again. ${why}`,
    { upstreamRequestId, retryAfter, cause: worst.cause },
  );
}

function isBug(failure: unknown): boolean {
  return !(failure instanceof ProvisioningError);
}

function isRefusal(failure: unknown): boolean {
  return failure instanceof ProvisioningError && failure.code === 'invalid';
}
