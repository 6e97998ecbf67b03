import type { ProvisioningCode, ProvisioningError } from '../provisioning/provisioning-error.ts';
import { ScimError, type ScimType } from './scim-error.ts';

/** What each failure of provisioning is over HTTP. The type makes the table complete. */
const STATUS: Record<ProvisioningCode, { readonly status: number; readonly scimType?: ScimType }> = {
  'not-found': { status: 404 },
  taken: { status: 409, scimType: 'uniqueness' },
  invalid: { status: 400, scimType: 'invalidValue' },
  protected: { status: 403 },
  limited: { status: 429 },
  unavailable: { status: 503 },
  // Ours, not the client's: 401 would make the IdP doubt its own token.
  'credential-refused': { status: 502 },
  'store-unavailable': { status: 503 },
};

/** Statuses after which the client should come back, and by itself will. */
const COMES_BACK = new Set([429, 503]);

export function scimErrorOf(failure: ProvisioningError): ScimError {
  const { status, scimType } = STATUS[failure.code];
  const reference = failure.upstreamRequestId ? ` (Qualtrics request ${failure.upstreamRequestId})` : '';
  const retryAfter = COMES_BACK.has(status) ? failure.retryAfter : undefined;
  return new ScimError(status, scimType, `${failure.detail}${reference}`, {
    ...(retryAfter !== undefined && { retryAfter }),
    cause: failure,
  });
}
