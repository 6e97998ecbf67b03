/**
 * A leaver is disabled whatever else is in the request: where Qualtrics, or the bridge, refuses a change that
 * disables somebody among other things, the status is written alone, and the refusal is answered.
 */
import type { UserRecord } from '../qualtrics/records.ts';
import { isQualtrics, toProvisioningError } from './failures.ts';
import { ProvisioningError } from './provisioning-error.ts';
import type { UserContext } from './user-context.ts';

export function isLeaverWithMore(context: UserContext, current: UserRecord, next: UserRecord): boolean {
  const { statusDisabled } = context.settings;
  if (next.status !== statusDisabled || current.status === statusDisabled) return false;
  return context.mapping.some(({ field }) => field !== 'status' && next[field] !== current[field]);
}

export function disabledAlone({ settings }: UserContext): (current: UserRecord) => UserRecord {
  return (current) =>
    current.status === settings.statusDisabled ? current : { ...current, status: settings.statusDisabled };
}

/** A 2xx means that it is done: who was read back and can still get in is not disabled. The failure to answer then. */
export function stillActive(
  { settings, mapping }: UserContext,
  after: UserRecord,
  now: UserRecord,
): ProvisioningError | undefined {
  const status = mapping.find(({ field }) => field === 'status');
  const isActive = typeof now.status === 'string' && status?.toScim(now.status, undefined) === true;
  if (after.status !== settings.statusDisabled || !isActive) return undefined;
  const detail = 'Qualtrics took the change, but the account is still active. The request may be repeated.';
  return new ProvisioningError('unavailable', detail, { retryAfter: RETRY_AFTER_SECONDS });
}

const RETRY_AFTER_SECONDS = 30;

/** Whether less of the same may succeed. A 500 that stays is what Qualtrics says to values that it cannot handle. */
export function isRefused(failure: unknown): boolean {
  if (failure instanceof ProvisioningError) return failure.code === 'invalid' || failure.code === 'taken';
  if (isQualtrics(failure, 'unavailable')) return failure.status === 500;
  return isQualtrics(failure, 'invalid', 'taken', 'forbidden');
}

export function refusedBesides(failure: unknown): unknown {
  const known = toProvisioningError(failure);
  if (!(known instanceof ProvisioningError)) return known;
  const detail = `The account was disabled, but the rest of the request was refused. ${known.detail}`;
  const { upstreamRequestId, retryAfter } = known;
  return new ProvisioningError(known.code, detail, { upstreamRequestId, retryAfter, cause: failure });
}
