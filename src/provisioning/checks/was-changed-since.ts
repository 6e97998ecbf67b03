import type { ConnectionStore } from '../../store/store.ts';
import type { Replacement } from '../read-modify-write.ts';

/** Whether the bridge, this process or another one, wrote to the user again after that: the audit has every write. */
export async function wasChangedSince(
  { audit }: ConnectionStore,
  { after: { id }, time = '' }: Replacement,
): Promise<boolean> {
  for await (const entry of audit.entries({ id, since: time })) {
    if (entry.time > time && entry.fields) return true;
  }
  return false;
}
