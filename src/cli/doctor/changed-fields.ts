import { isDeepStrictEqual } from 'node:util';
import { explicitOverrides } from '../../qualtrics/permissions.ts';
import type { UserRecord } from '../../qualtrics/records.ts';

/** These change without anybody's doing. */
const BY_ITSELF: ReadonlySet<string> = new Set(['lastLoginDate', 'responseCounts']);

/** Names of the fields that are not what they were; of permissions those that are the user's own. No value is the same as null. */
export function changedFields(before: UserRecord, after: UserRecord): string[] {
  const [was, is] = [comparable(before), comparable(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names.filter((name) => !isDeepStrictEqual(was.get(name) ?? null, is.get(name) ?? null));
}

function comparable({ permissions, ...record }: UserRecord): Map<string, unknown> {
  const fields = new Map<string, unknown>(Object.entries(record).filter(([name]) => !BY_ITSELF.has(name)));
  // What is inherited, and what it all comes to, moves with the user type and the division.
  return fields.set('permissions', permissions && explicitOverrides(permissions, undefined));
}
