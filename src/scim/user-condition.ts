import type { UserCondition } from '../provisioning/find-users.ts';
import type { AttributePath, Filter } from './filter/ast.ts';
import { instantOf } from './schema/instant.ts';

/** What the store can find of a filter. */
export interface Narrowing {
  /** Every match fulfils it. */
  readonly condition: UserCondition;
  /** Whoever fulfils it matches: the filter need not be asked. */
  readonly isWhole: boolean;
}

type Compare = Extract<Filter, { kind: 'compare' }>;
type Text = Extract<UserCondition, { kind: 'text' }>;

const TEXTS: ReadonlyMap<string, Text['attribute']> = new Map([
  ['id', 'id'],
  ['userName', 'userName'],
  ['externalId', 'externalId'],
  ['displayName', 'displayName'],
  ['name.givenName', 'givenName'],
  ['name.familyName', 'familyName'],
  ['name.formatted', 'formattedName'],
]);

const PRESENCES: ReadonlyMap<string, Extract<UserCondition, { kind: 'present' }>['attribute']> = new Map([
  ...TEXTS,
  ['active', 'active'],
  ['meta.lastModified', 'lastModified'],
  ['emails.value', 'email'],
]);

const NOBODY: UserCondition = { kind: 'any', terms: [] };

/**
 * The filter, or as much of it as the store can find: of the terms of an `and` those that it knows. Undefined when that says
 * nothing of who matches, so that everybody has to be looked at.
 */
export function userCondition(filter: Filter): Narrowing | undefined {
  switch (filter.kind) {
    case 'nothing':
      return whole(NOBODY);
    case 'and':
      return allOf(filter.terms.map(userCondition));
    case 'or':
      return anyOf(filter.terms.map(userCondition));
    case 'not': {
      const term = userCondition(filter.term);
      return term?.isWhole ? whole({ kind: 'not', term: term.condition }) : undefined;
    }
    case 'present':
      return present(nameOf(filter.path));
    case 'compare':
      return compared(filter);
    case 'values':
      return oneValue(filter.path, filter.filter);
  }
}

function whole(condition: UserCondition | undefined): Narrowing | undefined {
  return condition && { condition, isWhole: true };
}

function allOf(parts: readonly (Narrowing | undefined)[]): Narrowing | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  return {
    condition: { kind: 'all', terms: known.map(({ condition }) => condition) },
    isWhole: known.length === parts.length && known.every(({ isWhole }) => isWhole),
  };
}

function anyOf(parts: readonly (Narrowing | undefined)[]): Narrowing | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  return {
    condition: { kind: 'any', terms: known.map(({ condition }) => condition) },
    isWhole: known.every(({ isWhole }) => isWhole),
  };
}

function present(name: string): Narrowing | undefined {
  const attribute = PRESENCES.get(name);
  return whole(attribute && { kind: 'present', attribute });
}

function compared({ path, operator, literal }: Compare): Narrowing | undefined {
  const name = nameOf(path);
  if (literal === null) {
    const known = present(name);
    return operator === 'eq' ? whole(known && { kind: 'not', term: known.condition }) : known;
  }
  if (operator === 'ne') return different(name, compared({ kind: 'compare', path, operator: 'eq', literal }));
  return whole(comparison(name, operator, literal));
}

/** `ne` holds for who has another value, or none. Of several values one that differs is enough, which is no `not eq`. */
function different(name: string, same: Narrowing | undefined): Narrowing | undefined {
  const isThere = present(name);
  if (!same || !isThere || name === 'emails.value') return undefined;
  return whole({ kind: 'not', term: { kind: 'all', terms: [same.condition, isThere.condition] } });
}

function comparison(
  name: string,
  operator: Exclude<Compare['operator'], 'ne'>,
  literal: NonNullable<Compare['literal']>,
): UserCondition | undefined {
  if (typeof literal === 'boolean') return name === 'active' ? { kind: 'active', value: literal } : undefined;
  if (typeof literal === 'number') return undefined;
  const attribute = TEXTS.get(name);
  if (attribute) return { kind: 'text', attribute, operator, value: literal };
  if (name === 'groups.value') return operator === 'eq' ? { kind: 'group', id: literal } : undefined;
  if (operator === 'co' || operator === 'sw' || operator === 'ew' || operator === 'eq') {
    if (name === 'emails.value') return { kind: 'email', operator, value: literal };
    if (operator !== 'eq') return undefined;
  }
  const instant = name === 'meta.lastModified' ? instantOf(literal) : undefined;
  return instant === undefined ? undefined : { kind: 'lastModified', operator, instant };
}

/**
 * `attr[filter]`: that one value fulfils several terms is more than that each is fulfilled by some value. Of what is not so,
 * or not there, in one value the others may say otherwise.
 */
function oneValue(path: AttributePath, filter: Filter): Narrowing | undefined {
  switch (filter.kind) {
    case 'and': {
      const narrowing = allOf(filter.terms.map((term) => oneValue(path, term)));
      return narrowing && { ...narrowing, isWhole: false };
    }
    case 'or':
      return anyOf(filter.terms.map((term) => oneValue(path, term)));
    case 'compare':
    case 'present': {
      const saysNot = filter.kind === 'compare' && (filter.operator === 'ne' || filter.literal === null);
      const isNested = path.subAttribute !== undefined || filter.path.subAttribute !== undefined;
      if (saysNot || isNested) return undefined;
      return userCondition({ ...filter, path: { ...path, subAttribute: filter.path.attribute } });
    }
    case 'nothing':
      return whole(NOBODY);
    default:
      return undefined;
  }
}

/** `attr` or `attr.sub`; with its URN when it belongs to an extension, of which the store keeps nothing apart. */
function nameOf({ extension, attribute, subAttribute }: AttributePath): string {
  const name = subAttribute ? `${attribute.name}.${subAttribute.name}` : attribute.name;
  return extension === undefined ? name : `${extension}:${name}`;
}
