import type { UserQuery } from '../provisioning/find-users.ts';
import { originalUserName } from './dialects.ts';
import { asksFor } from './filter/asks-for.ts';
import type { Filter } from './filter/ast.ts';
import { decodeLiterals } from './filter/decode-literals.ts';
import { compileFilter } from './filter/evaluate.ts';
import { lookUpOf } from './filter/lookup.ts';
import { parseFilter } from './filter/parse.ts';
import type { Window } from './query.ts';
import type { ResourceSchema } from './schema/attribute.ts';
import { userCondition } from './user-condition.ts';

/**
 * The queries that a list request stands for, in the order to try: the first that finds anybody is the answer.
 * Entra's validator encodes literals twice, and its soft delete renames people; an exact match always wins.
 */
export function userQueries(text: string | undefined, window: Window, schema: ResourceSchema): UserQuery[] {
  const range = { offset: window.startIndex - 1, limit: window.count };
  if (text === undefined) return [range];
  const filter = parseFilter(text, schema);
  const readings = [filter, decodeLiterals(filter), beforeSoftDelete(filter, schema)];
  return readings
    .filter((reading) => reading !== undefined)
    .map((reading) => ({ ...range, ...queryOf(reading) }));
}

const KEYS = { id: 'id', userName: 'userName', externalId: 'externalId', 'emails.value': 'email' } as const;

function queryOf(filter: Filter): Omit<UserQuery, 'offset' | 'limit'> {
  const lookUp = lookUpOf(filter);
  return {
    ...userCondition(filter),
    matches: compileFilter(filter),
    asksGroups: asksFor(filter, 'groups'),
    lookUp: lookUp && { by: KEYS[lookUp.attribute], value: lookUp.value },
  };
}

/** `userName eq "<32 hex digits>ada@x.com"` as `userName eq "ada@x.com"`. */
function beforeSoftDelete(filter: Filter, schema: ResourceSchema): Filter | undefined {
  const lookUp = filter.kind === 'compare' ? lookUpOf(filter) : undefined;
  const original = lookUp?.attribute === 'userName' ? originalUserName(lookUp.value) : undefined;
  return original === undefined ? undefined : parseFilter(`userName eq ${JSON.stringify(original)}`, schema);
}
