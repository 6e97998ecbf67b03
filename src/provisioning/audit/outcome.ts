import type { AuditEntry } from '../../store/audit.ts';
import { toProvisioningError } from '../failures.ts';
import { ProvisioningError } from '../provisioning-error.ts';

/** How a failure is told: its code, and Qualtrics' id of the call. */
export function outcomeOf(failure: unknown): Pick<AuditEntry, 'outcome' | 'upstreamRequestId'> {
  const known = toProvisioningError(failure);
  if (!(known instanceof ProvisioningError)) return { outcome: 'failed' };
  const { code, upstreamRequestId } = known;
  return { outcome: code, ...(upstreamRequestId && { upstreamRequestId }) };
}
