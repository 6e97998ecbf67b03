/**
 * A write is believed but checked (promise 1):
 *
 *   read the record again -> as it was written? done
 *     -> fields that have no value now and should have one: PUT them back, nothing else, and look once more
 *     -> all of it into the audit
 */
import type { UserRecord, WritableField } from '../../qualtrics/records.ts';
import type { AuditEntry, Changes } from '../../store/audit.ts';
import { userEntry } from '../audit/user-entry.ts';
import type { Operation } from '../operation.ts';
import { type Replacement, readModifyWrite } from '../read-modify-write.ts';
import { readRecord } from '../read-user.ts';
import type { UserContext } from '../user-context.ts';
import { compareRecord, type Finding } from './compare-record.ts';

export interface CheckedWrite {
  readonly id: string;
  readonly findings: readonly Finding[];
  /** The emptied fields that have their values back. */
  readonly putBack: readonly WritableField[];
  /** As it is now. */
  readonly record: UserRecord;
}

/** For the holder of the user's lock. */
export async function checkWrite(
  context: UserContext,
  written: Replacement,
  operation: Operation,
): Promise<CheckedWrite> {
  const { id } = written.after;
  let findings: readonly Finding[] = [];
  const mend = (current: UserRecord): UserRecord => {
    const found = compareRecord(context.mapping, written, current);
    // Runs again after a PUT without an answer, which may have put them back.
    if (found.length > 0) findings = found;
    const emptied = found.filter(isEmptied).map(({ field, wanted }) => [field, wanted] as const);
    return emptied.length === 0 ? current : { ...current, ...Object.fromEntries(emptied) };
  };
  const { after, requestId } = await readModifyWrite(context, id, mend, operation);
  const emptied = findings.filter(isEmptied);
  const time = timeAfter(written);
  const entries = entriesOf(id, findings, operation, time);
  let record = after;
  let putBack: WritableField[] = [];
  if (emptied.length > 0) {
    record = await readRecord(context, id, operation);
    const still = new Set(
      compareRecord(context.mapping, { before: after, after }, record).map(({ field }) => field),
    );
    putBack = emptied.map(({ field }) => field).filter((field) => !still.has(field));
    const fields = changesOf(emptied.map(({ field, wanted, found }) => [field, found, wanted]));
    const outcome = putBack.length === emptied.length ? 'done' : 'failed';
    entries.push(userEntry('put-back', outcome, operation, { id, fields, time, requestId }));
  }
  if (entries.length > 0) await context.store.audit.add(entries);
  return { id, findings, putBack, record };
}

function isEmptied({ kind }: Finding): boolean {
  return kind === 'emptied';
}

/** The audit is in the order of times, and its entry of the write comes last: both may be of one millisecond. */
function timeAfter({ time = '' }: Replacement): string {
  const now = Date.now();
  return new Date(Math.max(now, Date.parse(time) + 1 || now)).toISOString();
}

function entriesOf(
  id: string,
  findings: readonly Finding[],
  operation: Operation,
  time: string,
): AuditEntry[] {
  const kinds = new Set(findings.map(({ kind }) => kind));
  return Array.from(kinds, (kind) => {
    const same = findings.filter((finding) => finding.kind === kind);
    const fields = changesOf(same.map(({ field, wanted, found }) => [field, wanted, found]));
    return userEntry(kind, 'done', operation, { id, fields, time });
  });
}

function changesOf(changes: readonly (readonly [WritableField, unknown, unknown])[]): Changes {
  return Object.fromEntries(
    changes.map(([field, from, to]) => [field, field === 'permissions' ? {} : { from, to }]),
  );
}
