import { LAST, SEPARATOR, sortableText } from './sortable-text.ts';
import { COLUMNS, keyOf } from './user-attributes.ts';
import type { Order, UserCondition } from './user-condition.ts';

/** Where the two databases differ. Columns and values are SQL. */
export interface Dialect {
  contains(column: string, value: string): string;
  endsWith(column: string, value: string): string;
  /** The column, for a range that is no way to find rows: whoever has the condition tested knows where to look. */
  unindexed(column: string): string;
}

/** Takes a value for a statement and returns the parameter that stands for it. */
export type Bind = (value: string | number | boolean) => string;

export const ORDER: Record<'eq' | Order, string> = { eq: '=', gt: '>', ge: '>=', lt: '<', le: '<=' };

/**
 * The condition as SQL about a row of user_attributes; `connection` is the parameter of the connection's name. Where it does
 * not hold it is false or null; `IS NOT TRUE` makes `not` two-valued again.
 */
export function conditionSql(
  condition: UserCondition,
  connection: string,
  bind: Bind,
  dialect: Dialect,
): string {
  const sqlOf = (term: UserCondition): string => conditionSql(term, connection, bind, dialect);
  switch (condition.kind) {
    case 'all':
      return condition.terms.length === 0 ? 'TRUE' : `(${condition.terms.map(sqlOf).join(' AND ')})`;
    case 'any':
      return anySql(condition.terms, sqlOf, (groups) => groupsSql(connection, groups, bind));
    case 'not':
      return `(${sqlOf(condition.term)}) IS NOT TRUE`;
    case 'present':
      return presentSql(condition.attribute);
    case 'text':
      return textSql(condition, bind, dialect);
    case 'email':
      return emailSql(condition, bind, dialect);
    case 'active':
      return `active = ${bind(condition.value)}`;
    case 'lastModified':
      return `${dialect.unindexed('last_modified')} ${ORDER[condition.operator]} ${bind(condition.instant)}`;
    case 'group':
      return groupsSql(connection, [condition], bind);
  }
}

type Of<Kind extends UserCondition['kind']> = Extract<UserCondition, { kind: Kind }>;

/** All groups at once: planned one by one, as many as a filter may name take PostgreSQL longer than a request may last. */
function anySql(
  terms: readonly UserCondition[],
  sqlOf: (term: UserCondition) => string,
  sqlOfGroups: (groups: readonly Of<'group'>[]) => string,
): string {
  const groups = terms.filter((term) => term.kind === 'group');
  const parts = terms.filter((term) => term.kind !== 'group').map(sqlOf);
  if (groups.length > 0) parts.push(sqlOfGroups(groups));
  return parts.length === 0 ? 'FALSE' : `(${parts.join(' OR ')})`;
}

function presentSql(attribute: Of<'present'>['attribute']): string {
  if (attribute === 'email') return 'length(emails) > 2'; // two separators are the empty address
  if (attribute === 'active' || attribute === 'lastModified') {
    return `${attribute === 'active' ? 'active' : 'last_modified'} IS NOT NULL`;
  }
  return `${COLUMNS[attribute]} <> ''`;
}

function textSql({ attribute, operator, value }: Of<'text'>, bind: Bind, dialect: Dialect): string {
  const column = COLUMNS[attribute];
  const key = keyOf(attribute, value);
  switch (operator) {
    case 'co':
      return dialect.contains(column, bind(key));
    case 'sw':
      return startsWith(dialect.unindexed(column), key, bind);
    case 'ew':
      return key === '' ? `${column} IS NOT NULL` : dialect.endsWith(column, bind(key));
    case 'eq':
      return `${column} = ${bind(key)}`;
    default:
      return `${dialect.unindexed(column)} ${ORDER[operator]} ${bind(key)}`;
  }
}

/** As a range, which an index may answer. */
export function startsWith(column: string, key: string, bind: Bind): string {
  return `(${column} >= ${bind(key)} AND ${column} < ${bind(key + LAST)})`;
}

function emailSql({ operator, value }: Of<'email'>, bind: Bind, dialect: Dialect): string {
  const key = keyOf('email', value);
  if (key === '' && operator !== 'eq') return 'length(emails) > 1';
  const before = operator === 'eq' || operator === 'sw' ? SEPARATOR : '';
  const after = operator === 'eq' || operator === 'ew' ? SEPARATOR : '';
  return dialect.contains('emails', bind(before + key + after));
}

/** As withGroups() in provisioning shows it: a division by the ledger, or by the record of who has no say there. */
function groupsSql(connection: string, groups: readonly Of<'group'>[], bind: Bind): string {
  const ids = groups.map(({ id }) => bind(sortableText(id))).join(', ');
  const ofUser = (table: string) =>
    `EXISTS (SELECT 1 FROM ${table} WHERE ${table}.connection = ${connection} AND user_id = user_attributes.id`;
  return `EXISTS (SELECT 1 FROM groups WHERE groups.connection = ${connection} AND groups.id IN (${ids}) AND deleted IS NULL
    AND (${ofUser('memberships')} AND group_id = groups.id) OR ${ofUser('group_members')} AND group_id = groups.id)
      OR (user_attributes.division_id = groups.id AND NOT ${ofUser('memberships')}) AND NOT ${ofUser('due_moves')}))))`;
}
