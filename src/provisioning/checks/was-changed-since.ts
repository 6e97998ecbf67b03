import { WRITABLE_FIELDS } from '../../qualtrics/records.ts';
import type { AuditAction, AuditEntry } from '../../store/audit.ts';
import type { ConnectionStore } from '../../store/store.ts';
import type { ProvisioningCode } from '../provisioning-error.ts';
import type { Replacement } from '../read-modify-write.ts';
import type { FindingKind } from './compare-record.ts';

/** The clocks of replicas differ. */
const SKEW_MS = 5 * 60 * 1_000;
/** Entries of the checks, which wrote nothing. */
const FINDINGS: ReadonlySet<AuditAction> = new Set<FindingKind>(['emptied', 'ignored', 'differs']);
/** Nothing was written then; after any other failure it may have been. */
const REFUSED: ReadonlySet<string> = new Set<ProvisioningCode>([
  'invalid',
  'taken',
  'protected',
  'credential-refused',
  'not-found',
]);

/** Whether the bridge, this process or another one, wrote to the user again after that: the audit has every write. */
export async function wasChangedSince(
  { audit }: ConnectionStore,
  { after, time = '' }: Replacement,
): Promise<boolean> {
  const since = new Date(Date.parse(time) - SKEW_MS).toISOString();
  for await (const entry of audit.entries({ id: after.id, since })) {
    if (!entry.fields || FINDINGS.has(entry.action) || REFUSED.has(entry.outcome)) continue;
    if (entry.time > time || takesAway(after, entry)) return true;
  }
  return false;
}

/**
 * Whether a change took away what that write left: it came later, whatever its clock said, and the value is not to be
 * put back.
 */
function takesAway(after: Replacement['after'], { fields = {} }: AuditEntry): boolean {
  return WRITABLE_FIELDS.some((field) => {
    const { from, to } = fields[field] ?? {};
    return !to && Boolean(from) && from === after[field];
  });
}
