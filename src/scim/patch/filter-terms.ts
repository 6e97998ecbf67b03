import type { Json } from '../../provisioning/resource.ts';
import type { Filter } from '../filter/ast.ts';

/** Whether an unknown name keeps the filter from ever matching: then it says nothing that could be done. */
export function cannotMatch(filter: Filter): boolean {
  switch (filter.kind) {
    case 'nothing':
      return true;
    case 'and':
      return filter.terms.some(cannotMatch);
    case 'or':
      return filter.terms.every(cannotMatch);
    default:
      return false;
  }
}

/** The values that `value eq "..."`, alone or joined by `or`, asks for; undefined for any other filter. */
export function valuesAsked(filter: Filter): string[] | undefined {
  if (filter.kind === 'or') {
    const asked = filter.terms.map(valuesAsked);
    return asked.every((values) => values !== undefined) ? asked.flat() : undefined;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.literal !== 'string')
    return undefined;
  return filter.path.attribute.name === 'value' ? [filter.literal] : undefined;
}

/**
 * The value that the filter describes, when it is `eq` joined by `and`: `[type eq "work"]` is {type: "work"}.
 * Undefined when it leaves open what a value would have to be.
 */
export function describedBy(filter: Filter): { [name: string]: Json } | undefined {
  if (filter.kind === 'compare') {
    const { path, operator, literal } = filter;
    return operator === 'eq' && literal !== null && literal !== ''
      ? { [path.attribute.name]: literal }
      : undefined;
  }
  if (filter.kind !== 'and') return undefined;
  const described: { [name: string]: Json } = {};
  for (const term of filter.terms) {
    const part = describedBy(term);
    const fits =
      part && Object.entries(part).every(([name, literal]) => (described[name] ?? literal) === literal);
    if (!fits) return undefined;
    Object.assign(described, part);
  }
  return described;
}

/** How many comparisons one evaluation takes, at most. */
export function comparisons(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms.reduce((sum, term) => sum + comparisons(term), 0);
    case 'not':
      return comparisons(filter.term);
    case 'values':
      return comparisons(filter.filter);
    default:
      return 1;
  }
}
