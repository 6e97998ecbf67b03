import { withLostOverrides } from '../../qualtrics/permissions.ts';
import type { JsonValue, UserRecord, WritableField } from '../../qualtrics/records.ts';
import type { AttributeMapping } from '../mapping/user-mapping.ts';

/**
 * How a field is not what was written:
 * - `emptied`: it has no value and should have one;
 * - `ignored`: it should have changed and has the value from before;
 * - `differs`: it has another value. Somebody else may have given it one since.
 */
export type FindingKind = 'emptied' | 'ignored' | 'differs';

export interface Finding {
  readonly field: WritableField;
  readonly kind: FindingKind;
  readonly wanted: JsonValue | undefined;
  readonly found: JsonValue | undefined;
}

/** A record as it was read and as it was written over that. */
export interface Written {
  readonly before: UserRecord;
  readonly after: UserRecord;
}

/**
 * What a record that was read since has otherwise than it was written. Spellings that mean the same (letter case, the
 * suffix of usernames, dates, names of time zones) are no finding, nor are permissions that came or were changed.
 */
export function compareRecord(
  mapping: readonly AttributeMapping[],
  { before, after }: Written,
  now: UserRecord,
): Finding[] {
  const findings: Finding[] = [];
  for (const attribute of mapping) {
    const { field } = attribute;
    const [was, wanted, found] = [before[field], after[field], now[field]];
    if (isSame(attribute, wanted, found)) continue;
    const isNamed = !isSame(attribute, was, wanted);
    const kind = isEmpty(found)
      ? 'emptied'
      : isNamed && isSame(attribute, was, found)
        ? 'ignored'
        : 'differs';
    findings.push({ field, kind, wanted, found });
  }
  const { permissions: found } = now;
  const wanted = withLostOverrides(after.permissions, found);
  if (wanted !== found) findings.push({ field: 'permissions', kind: 'emptied', wanted, found });
  return findings;
}

type Value = string | null | undefined;

function isSame(attribute: AttributeMapping, a: Value, b: Value): boolean {
  if (a === b || (isEmpty(a) && isEmpty(b))) return true;
  if (isEmpty(a) || isEmpty(b)) return false;
  return attribute.same(canonical(attribute, a), canonical(attribute, b));
}

function isEmpty(value: Value): value is '' | null | undefined {
  return value === undefined || value === null || value === '';
}

/** There and back again, as SCIM would have it: what comes out is written the same way. */
function canonical(attribute: AttributeMapping, value: string): string {
  const written = attribute.toQualtrics(attribute.toScim(value, undefined));
  return ('value' in written ? written.value : value).trim();
}
