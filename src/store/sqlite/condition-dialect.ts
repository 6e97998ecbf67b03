import { type Bind, type Dialect, ORDER, startsWith } from '../condition-sql.ts';
import { foldCase } from '../fold-case.ts';
import { sortableText } from '../sortable-text.ts';
import { COLUMNS, keyOf } from '../user-attributes.ts';
import type { UserComparison } from '../user-condition.ts';

type GroupComparison = Extract<UserComparison, { kind: 'group' }>;

export const DIALECT: Dialect = {
  contains: (column, value) => `instr(${column}, ${value}) > 0`,
  endsWith: (column, value) => `substr(${column}, -length(${value})) = ${value}`,
  unindexed: (column) => `+${column}`,
};

/** Puts values behind those that a statement has `before` them. */
export function bindTo(values: (string | number)[], before: number): Bind {
  return (value) => {
    values.push(typeof value === 'boolean' ? Number(value) : value);
    return `?${before + values.length}`;
  };
}

/** The seqs of those of whom one of the comparisons may be true, each found in an index; ?1 is the connection. */
export function probesSql(anchors: readonly UserComparison[], bind: Bind): string {
  if (anchors.length === 0) return 'SELECT seq FROM user_attributes WHERE connection = ?1 AND FALSE';
  const groups = anchors.filter((anchor) => anchor.kind === 'group');
  const others = anchors.filter((anchor) => anchor.kind !== 'group');
  const probes = others.map((anchor) => probeSql(anchor, bind));
  if (groups.length > 0) probes.push(groupsProbeSql(groups, bind));
  return probes.join(' UNION ALL ');
}

function probeSql(anchor: Exclude<UserComparison, GroupComparison>, bind: Bind): string {
  const attributes = 'SELECT seq FROM user_attributes WHERE connection = ?1 AND';
  switch (anchor.kind) {
    case 'active':
      return `${attributes} active = ${bind(anchor.value)}`;
    case 'lastModified':
      return `${attributes} last_modified ${ORDER[anchor.operator]} ${bind(anchor.instant)}`;
    case 'email':
      return `SELECT seq FROM user_emails WHERE connection = ?1 AND email = ${bind(foldCase(anchor.value))}`;
    case 'text': {
      const { attribute, operator, value } = anchor;
      if (attribute === 'id' || attribute === 'externalId') {
        return `SELECT seq FROM users WHERE connection = ?1 AND ${COLUMNS[attribute]} = ${bind(value)}`;
      }
      const [column, key] = [COLUMNS[attribute], keyOf(attribute, value)];
      return `${attributes} ${operator === 'sw' ? startsWith(column, key, bind) : `${column} = ${bind(key)}`}`;
    }
  }
}

/** All groups at once: with three SELECTs for each, a long filter would be of more than SQLite's 500. */
function groupsProbeSql(groups: readonly GroupComparison[], bind: Bind): string {
  const ids = groups.map(({ id }) => bind(sortableText(id))).join(', ');
  const inTable = (table: string) =>
    `SELECT users.seq FROM ${table} AS member JOIN users ON users.connection = ?1 AND users.id = member.user_id
     WHERE member.connection = ?1 AND member.group_id IN (${ids})`;
  return `${inTable('memberships')} UNION ALL ${inTable('group_members')} UNION ALL SELECT seq FROM users
    WHERE connection = ?1 AND division_id IN (${ids}) AND division_id IS NOT NULL AND deleted IS NULL`;
}
