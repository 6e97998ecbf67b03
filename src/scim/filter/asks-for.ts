import type { Filter } from './ast.ts';

/** Whether the filter looks at that core attribute of the resource, or at a part of it. */
export function asksFor(filter: Filter, attribute: string): boolean {
  switch (filter.kind) {
    case 'nothing':
      return false;
    case 'and':
    case 'or':
      return filter.terms.some((term) => asksFor(term, attribute));
    case 'not':
      return asksFor(filter.term, attribute);
    default:
      return filter.path.extension === undefined && filter.path.attribute.name === attribute;
  }
}
