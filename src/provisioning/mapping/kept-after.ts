import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../resource.ts';
import { keepable } from './render-user.ts';
import type { AttributeMapping } from './user-mapping.ts';

/**
 * What to keep of a user after a change: all of `after` that a client may write. A mapped attribute that the change
 * left alone stays as it was kept, or not kept: a value that Qualtrics alone gave is not to outlive a change there.
 */
export function keptAfter(
  mapping: readonly AttributeMapping[],
  kept: Resource,
  before: Resource,
  after: Resource,
): Resource {
  if (after === before) return kept;
  const result = keepable(after);
  for (const attribute of mapping) {
    if (isDeepStrictEqual(attribute.get(before), attribute.get(after))) {
      attribute.set(result, attribute.get(kept));
    }
  }
  return result;
}
