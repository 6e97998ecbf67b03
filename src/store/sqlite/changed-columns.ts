import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

/**
 * Updates a row, named by connection and seq, in the columns that differ: an index entry is written again for every column
 * that a statement sets, changed or not.
 */
export function createChangedColumns<Column extends string>(
  database: DatabaseSync,
  table: string,
  columns: readonly Column[],
) {
  /** By the columns they set; changes are of few kinds. */
  const statements = new Map<string, StatementSync>();

  function setting(names: readonly Column[]): StatementSync {
    const set = names.map((name) => `${name} = ?`).join(', ');
    let statement = statements.get(set);
    if (!statement) {
      statement = database.prepare(`UPDATE ${table} SET ${set} WHERE connection = ? AND seq = ?`);
      statements.set(set, statement);
    }
    return statement;
  }

  return (
    connection: string,
    seq: number,
    before: Readonly<Record<string, SQLOutputValue>>,
    after: Readonly<Record<Column, string | number | null>>,
  ): void => {
    const changed = columns.filter((name) => before[name] !== after[name]);
    if (changed.length > 0) setting(changed).run(...changed.map((name) => after[name]), connection, seq);
  };
}
