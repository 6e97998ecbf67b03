import { type UserRecord, WRITABLE_FIELDS } from '../../qualtrics/records.ts';

/**
 * The values that a change takes away although Qualtrics has emptied them already: on the record as it was read the
 * change has nothing to remove, and the check would put them back. `restored`: that record with the emptied values.
 */
export function removedValues(
  read: UserRecord,
  restored: UserRecord,
  changed: (record: UserRecord) => UserRecord,
): Partial<UserRecord> | undefined {
  if (restored === read) return undefined;
  const next = changed(restored);
  const removed = WRITABLE_FIELDS.filter((field) => restored[field] !== read[field] && !next[field]);
  if (removed.length === 0) return undefined;
  return Object.fromEntries(removed.map((field) => [field, restored[field]] as const));
}
