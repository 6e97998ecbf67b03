import type { GroupLookUp, GroupQuery, MembersWanted } from '../provisioning/groups/find-groups.ts';
import type { Filter } from './filter/ast.ts';
import { decodeLiterals } from './filter/decode-literals.ts';
import { compileFilter } from './filter/evaluate.ts';
import { parseFilter } from './filter/parse.ts';
import type { Window } from './query.ts';
import type { ResourceSchema } from './schema/attribute.ts';

/** The queries that a list request stands for, in the order to try; see user-query.ts. */
export function groupQueries(
  text: string | undefined,
  window: Window,
  members: MembersWanted,
  schema: ResourceSchema,
): GroupQuery[] {
  const range = { offset: window.startIndex - 1, limit: window.count, members };
  if (text === undefined) return [{ ...range, membersForFilter: 'none' }];
  const filter = parseFilter(text, schema);
  const readings = [filter, decodeLiterals(filter)].filter((reading) => reading !== undefined);
  return readings.map((reading) => ({
    ...range,
    lookUps: lookUpsOf(reading),
    matches: compileFilter(reading),
    membersForFilter: membersAsked(reading),
  }));
}

/** Most selective first: Entra asks `id eq "g" and members eq "u"`. */
const LOOK_UPS: ReadonlyMap<string, GroupLookUp['by']> = new Map([
  ['id', 'id'],
  ['externalId', 'externalId'],
  ['displayName', 'displayName'],
  ['members', 'member'],
]);
const RANKS = [...LOOK_UPS.values()];

/** Terms that indexes answer, and of which every match fulfils one; undefined when there are none such. */
function lookUpsOf(filter: Filter): readonly GroupLookUp[] | undefined {
  if (filter.kind === 'nothing') return [];
  if (filter.kind === 'and' || filter.kind === 'or') {
    const parts = filter.terms.map(lookUpsOf);
    const known = parts.filter((part) => part !== undefined);
    if (filter.kind === 'and') return known.sort((a, b) => rankOf(a) - rankOf(b))[0];
    return known.length === parts.length ? known.flat() : undefined;
  }
  const term = pinned(filter);
  const by = LOOK_UPS.get(term?.attribute ?? '');
  return term && by && [{ by, value: term.value }];
}

function rankOf(lookUps: readonly GroupLookUp[]): number {
  return Math.max(-1, ...lookUps.map(({ by }) => RANKS.indexOf(by)));
}

/** The attribute and text of an `eq`; `members eq`, `members.value eq` and `members[value eq ...]` are the same. */
function pinned(filter: Filter): { attribute: string; value: string } | undefined {
  if (filter.kind === 'values') {
    const inner = pinned(filter.filter);
    const isValue = inner?.attribute === 'value' && filter.path.attribute.name === 'members';
    return isValue ? { attribute: 'members', value: inner.value } : undefined;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.literal !== 'string')
    return undefined;
  const { attribute, subAttribute } = filter.path;
  if (subAttribute !== undefined && subAttribute.name !== 'value') return undefined;
  return { attribute: attribute.name, value: filter.literal };
}

/** Which members the filter has to see: those it names by `eq`, so that a group of 50,000 is not read for one. */
function membersAsked(filter: Filter): MembersWanted {
  const named: string[] = [];
  return collect(filter, named) ? (named.length === 0 ? 'none' : named) : 'all';
}

/** False when something else is asked of members than whether somebody is one. */
function collect(filter: Filter, named: string[]): boolean {
  switch (filter.kind) {
    case 'nothing':
      return true;
    case 'and':
    case 'or':
      return filter.terms.every((term) => collect(term, named));
    case 'not':
      return collect(filter.term, named);
    default: {
      if (filter.path.attribute.name !== 'members') return true;
      const member = pinned(filter);
      if (member) named.push(member.value);
      return member !== undefined;
    }
  }
}
