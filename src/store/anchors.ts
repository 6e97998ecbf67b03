import type { UserComparison, UserCondition } from './user-condition.ts';

/** The less, the fewer users are likely to be found by it. */
const RANK: Record<UserComparison['kind'], number> = {
  email: 0,
  text: 0,
  group: 1,
  lastModified: 3,
  active: 4,
};
const PREFIX_RANK = 2;

/**
 * Comparisons that indexes answer, and of which every match fulfils one: whoever they find are all who can match. Of several
 * terms of `all` those that are likely to find the fewest. Undefined: nothing but reading all users will do.
 */
export function anchorsOf(condition: UserCondition): readonly UserComparison[] | undefined {
  switch (condition.kind) {
    case 'all': {
      const choices = condition.terms.map(anchorsOf).filter((anchors) => anchors !== undefined);
      return choices.sort((a, b) => rankOf(a) - rankOf(b))[0];
    }
    case 'any': {
      const parts = condition.terms.map(anchorsOf);
      return parts.every((anchors) => anchors !== undefined) ? parts.flat() : undefined;
    }
    case 'text':
      return condition.operator === 'eq' || isPrefix(condition) ? [condition] : undefined;
    case 'email':
      return condition.operator === 'eq' ? [condition] : undefined;
    case 'active':
    case 'lastModified':
    case 'group':
      return [condition];
    case 'not':
    case 'present':
      return undefined;
  }
}

/** id and externalId have an index for `eq` alone. */
function isPrefix(comparison: UserComparison): boolean {
  if (comparison.kind !== 'text' || comparison.operator !== 'sw') return false;
  return comparison.value !== '' && comparison.attribute !== 'id' && comparison.attribute !== 'externalId';
}

function rankOf(anchors: readonly UserComparison[]): number {
  return Math.max(0, ...anchors.map((anchor) => (isPrefix(anchor) ? PREFIX_RANK : RANK[anchor.kind])));
}
