import { type Bind, type Dialect, ORDER, startsWith } from '../condition-sql.ts';
import { foldCase } from '../fold-case.ts';
import { sortableText } from '../sortable-text.ts';
import { COLUMNS, keyOf } from '../user-attributes.ts';
import type { UserComparison } from '../user-condition.ts';
import { textKey } from './text-key.ts';
import { usersBy } from './users-by.ts';

type GroupComparison = Extract<UserComparison, { kind: 'group' }>;

/** Characters of a text that its index has. */
const INDEXED = 200;

export const DIALECT: Dialect = {
  contains: (column, value) => `strpos(${column}, ${value}) > 0`,
  endsWith: (column, value) => `right(${column}, length(${value})) = ${value}`,
  unindexed: (column) => column,
};

/** Puts values behind those that `values` has already. */
export function bindTo(values: unknown[]): Bind {
  return (value) => `$${values.push(value)}`;
}

/**
 * The seqs of those of whom one of the comparisons may be true, each found in an index; $1 is the connection. What stands in
 * parentheses before OFFSET 0 is found first: see users-by.ts.
 */
export function probesSql(anchors: readonly UserComparison[], bind: Bind): string {
  if (anchors.length === 0) return 'SELECT seq FROM user_attributes WHERE connection = $1 AND FALSE';
  const groups = anchors.filter((anchor) => anchor.kind === 'group');
  const others = anchors.filter((anchor) => anchor.kind !== 'group');
  const probes = others.map((anchor) => probeSql(anchor, bind));
  if (groups.length > 0) probes.push(groupsProbeSql(groups, bind));
  return probes.join(' UNION ALL ');
}

function probeSql(anchor: Exclude<UserComparison, GroupComparison>, bind: Bind): string {
  switch (anchor.kind) {
    case 'active':
      return attributesBy(`connection = $1 AND active = ${bind(anchor.value)}`);
    case 'lastModified':
      return attributesBy(`last_modified ${ORDER[anchor.operator]} ${bind(anchor.instant)}`);
    case 'email':
      return ofConnection(usersBy(`emails @> ARRAY[${bind(textKey(foldCase(anchor.value)))}::text]`));
    case 'text': {
      const { attribute, operator, value } = anchor;
      if (attribute === 'id' || attribute === 'externalId') {
        return ofConnection(usersBy(`${COLUMNS[attribute]} = ${bind(textKey(value))}`));
      }
      const column = `left(${COLUMNS[attribute]}, ${INDEXED})`;
      const key = [...keyOf(attribute, value)].slice(0, INDEXED).join('');
      return attributesBy(operator === 'sw' ? startsWith(column, key, bind) : `${column} = ${bind(key)}`);
    }
  }
}

function attributesBy(condition: string): string {
  return ofConnection(`(SELECT * FROM user_attributes WHERE ${condition} OFFSET 0) AS found`);
}

function ofConnection(found: string): string {
  return `SELECT seq FROM ${found} WHERE connection = $1`;
}

function groupsProbeSql(groups: readonly GroupComparison[], bind: Bind): string {
  const ids = groups.map(({ id }) => bind(sortableText(id))).join(', ');
  const inTable = (table: string) =>
    `SELECT users.seq FROM (SELECT user_id FROM ${table} WHERE connection = $1 AND group_id IN (${ids}) OFFSET 0) AS member
     CROSS JOIN LATERAL ${usersBy('id = member.user_id')} WHERE users.connection = $1`;
  return `${inTable('memberships')} UNION ALL ${inTable('group_members')} UNION ALL SELECT seq FROM users
    WHERE connection = $1 AND division_id IN (${ids}) AND division_id IS NOT NULL AND live`;
}
