import type { AttributePath, Filter } from './ast.ts';

/** The indexed attribute that a filter pins, and the value as the client wrote it. */
export interface LookUp {
  readonly attribute: 'id' | 'userName' | 'externalId' | 'emails.value';
  readonly value: string;
}

/** Most selective first: of several terms the one that leaves the fewest hits is taken. */
const INDEXED: readonly LookUp['attribute'][] = ['id', 'userName', 'externalId', 'emails.value'];

/**
 * The look-up that finds every resource the filter can match: the filter is such an `eq`, or an `and` that holds one
 * (also `emails[type eq "work"].value eq "..."`). The hits are candidates: the filter still decides on each of them.
 */
export function lookUpOf(filter: Filter): LookUp | undefined {
  const lookUps = pinned(filter, '');
  return INDEXED.map((attribute) => lookUps.find((lookUp) => lookUp.attribute === attribute)).find(Boolean);
}

function pinned(filter: Filter, prefix: string): LookUp[] {
  switch (filter.kind) {
    case 'and':
      return filter.terms.flatMap((term) => pinned(term, prefix));
    case 'values':
      return pinned(filter.filter, `${nameOf(filter.path)}.`);
    case 'compare': {
      const { path, operator, literal } = filter;
      const attribute = INDEXED.find((name) => name === prefix + nameOf(path));
      const pins = operator === 'eq' && typeof literal === 'string';
      return attribute && pins ? [{ attribute, value: literal }] : [];
    }
    default:
      return [];
  }
}

/** `attr` or `attr.sub`; with its URN when it belongs to an extension, which no index covers. */
function nameOf({ extension, attribute, subAttribute }: AttributePath): string {
  const name = subAttribute ? `${attribute.name}.${subAttribute.name}` : attribute.name;
  return extension === undefined ? name : `${extension}:${name}`;
}
