import { withoutMilliseconds } from './date-time.ts';
import { explicitOverrides } from './permissions.ts';
import { type JsonValue, type UserRecord, WRITABLE_FIELDS, type WritableField } from './records.ts';

/** What differs between brands in PUT /users/{id}. */
export interface WriteOptions {
  /** What the PUT calls the status; GET may call it otherwise. */
  readonly statusField: 'status' | 'accountStatus';
  /** Explicit overrides only, never anything, or the whole tree as GET gave it. */
  readonly permissions: 'overrides' | 'omit' | 'raw';
  /** Whether PUT takes the e-mail address at all. */
  readonly emailWritable: boolean;
}

/**
 * The body of PUT /users/{id}: safe whether Qualtrics takes it as the whole record (what is left out becomes null) or
 * as changes. Every writable field goes as GET gave it unless `after` changed it. What GET did not give stays out; what
 * GET gave as null stays out unless changed; null is sent only where `after` clears a value. A field that `after` lacks
 * counts as unchanged.
 */
export function writableRecord(
  before: UserRecord,
  after: UserRecord,
  options: WriteOptions,
): Record<string, JsonValue> {
  const entries = WRITABLE_FIELDS.flatMap((field) => {
    const value = fieldToWrite(field, before[field], after[field], options);
    return value === undefined ? [] : [[field === 'status' ? options.statusField : field, value] as const];
  });
  return Object.fromEntries(entries);
}

function fieldToWrite(
  field: WritableField,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  options: WriteOptions,
): JsonValue | undefined {
  if (field === 'email' && !options.emailWritable) return undefined;
  if (field === 'permissions' && options.permissions === 'omit') return undefined;
  const value = after === undefined ? before : after;
  if (value === undefined) return undefined;
  if (value === null) return before === null ? undefined : null;
  if (field === 'permissions' && options.permissions === 'overrides') return explicitOverrides(value, before);
  return field === 'accountExpirationDate' && typeof value === 'string' ? withoutMilliseconds(value) : value;
}
