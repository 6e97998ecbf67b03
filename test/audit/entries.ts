import type { AuditEntry } from '../../src/store/audit.ts';
import type { Bridge } from '../support/bridge.ts';

/** The audit, without what is of the moment. */
export async function entriesOf(bridge: Bridge): Promise<Partial<AuditEntry>[]> {
  return (await bridge.audit()).map(
    ({ time: _time, askedBy: _askedBy, upstreamRequestId: _id, ...entry }) => entry,
  );
}

export function patch(path: string, value: unknown) {
  return { Operations: [{ op: 'replace', path, value }] };
}
