import type { Observers } from './connection-events.ts';
import type { CheckedWrite } from './provisioning/checks/check-write.ts';
import type { FindingKind } from './provisioning/checks/compare-record.ts';
import { writesState } from './readiness-checks.ts';

const IGNORED = 'Qualtrics took a change and did not make it';
const DIFFERS = 'a user is not as it was written: changed since in Qualtrics, or by Qualtrics';
const PUT_BACK = 'Qualtrics emptied fields of a user: they have their values back';
const LOST = 'Qualtrics emptied fields of a user, and they could not be given their values back';

/** Tells the log, the metrics and readiness how a user is that was written: names of fields, no values. */
export function tellCheckedWrite(
  connection: string,
  { id, findings, putBack }: Pick<CheckedWrite, 'id' | 'findings' | 'putBack'>,
  { logger, metrics, readiness }: Observers,
): void {
  metrics.writeChecked();
  for (const { field, kind } of findings) metrics.notAsWritten(field, kind);
  for (const field of putBack) metrics.putBack(field);
  const fieldsOf = (kind: FindingKind) =>
    findings.filter((finding) => finding.kind === kind).map(({ field }) => field as string);
  const told = (level: 'warn' | 'error', message: string, attributes: readonly string[]) => {
    if (attributes.length > 0) logger[level]({ connection, id, attributes }, message);
  };
  const ignored = fieldsOf('ignored');
  // Somebody who should not get in any more may.
  told(ignored.includes('status') ? 'error' : 'warn', IGNORED, ignored);
  told('warn', DIFFERS, fieldsOf('differs'));
  told('error', PUT_BACK, putBack);
  const emptied = fieldsOf('emptied');
  told(
    'error',
    LOST,
    emptied.filter((field) => !putBack.some((each) => each === field)),
  );
  if (emptied.length > 0) readiness().report('writes', writesState(emptied));
}
