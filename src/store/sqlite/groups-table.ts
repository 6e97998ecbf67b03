import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { foldCase } from '../fold-case.ts';
import type { GroupLookUpKey, GroupTarget, StoredGroup } from '../memberships.ts';

/** Groups number in the thousands at most, so pages are plain OFFSETs. */
export function createGroupsTable(database: DatabaseSync) {
  const upsert = database.prepare(
    `INSERT INTO groups (connection, id, target, display_name, folded_name, external_id, created, last_modified, deleted)
     VALUES (:connection, :id, :target, :display_name, :folded_name, :external_id, :created, :last_modified, :deleted)
     ON CONFLICT (connection, id) DO UPDATE SET
       target = excluded.target, display_name = excluded.display_name, folded_name = excluded.folded_name,
       external_id = excluded.external_id, created = excluded.created,
       last_modified = excluded.last_modified, deleted = excluded.deleted`,
  );
  const byId = select('id = ?2');
  const lookUps = {
    displayName: select('folded_name = ?2 AND deleted IS NULL ORDER BY seq'),
    externalId: select('external_id = ?2 AND deleted IS NULL ORDER BY seq'),
  };
  const lastDeleted = select(
    'folded_name = ?2 AND target = ?3 AND deleted IS NOT NULL ORDER BY deleted DESC, seq DESC LIMIT 1',
  );
  const among = select('id IN (SELECT value FROM json_each(?2)) AND deleted IS NULL ORDER BY seq');
  const live = select('seq >= ?2 AND deleted IS NULL ORDER BY seq LIMIT ?3 OFFSET ?4');
  const count = database.prepare(
    'SELECT count(*) AS live FROM groups WHERE connection = ? AND deleted IS NULL',
  );

  function select(condition: string): (connection: string, ...values: (string | number)[]) => GroupRow[] {
    const statement = database.prepare(`SELECT * FROM groups WHERE connection = ?1 AND ${condition}`);
    return (connection, ...values) => statement.all(connection, ...values) as GroupRow[];
  }

  return {
    get: (connection: string, id: string) => byId(connection, id).map(toStoredGroup)[0],
    lookUp: (connection: string, key: GroupLookUpKey, value: string) =>
      lookUps[key](connection, key === 'displayName' ? foldCase(value) : value).map(toStoredGroup),
    lookUpDeleted: (connection: string, name: string, target: GroupTarget) =>
      lastDeleted(connection, foldCase(name), target).map(toStoredGroup)[0],
    put(connection: string, group: StoredGroup): void {
      upsert.run({
        connection,
        id: group.id,
        target: group.target,
        display_name: group.displayName,
        folded_name: foldCase(group.displayName),
        external_id: group.externalId ?? null,
        created: group.created,
        last_modified: group.lastModified,
        deleted: group.deleted ?? null,
      });
    },
    among: (connection: string, ids: readonly string[]) =>
      among(connection, JSON.stringify(ids)).map(toStoredGroup),
    count: (connection: string) => Number(count.get(connection)?.live),
    page: (connection: string, offset: number, limit: number) =>
      live(connection, 0, limit, offset).map(toStoredGroup),
    portion: (connection: string, seq: number, size: number) =>
      live(connection, seq, size, 0).map((row) => ({ value: toStoredGroup(row), next: row.seq + 1 })),
  };
}

export interface GroupRow {
  readonly seq: number;
  readonly id: string;
  readonly target: GroupTarget;
  readonly display_name: string;
  readonly external_id: string | null;
  readonly created: string;
  readonly last_modified: string;
  readonly deleted: string | null;
  readonly [column: string]: SQLOutputValue;
}

export function toStoredGroup(row: GroupRow): StoredGroup {
  return {
    id: row.id,
    target: row.target,
    displayName: row.display_name,
    ...(row.external_id !== null && { externalId: row.external_id }),
    created: row.created,
    lastModified: row.last_modified,
    ...(row.deleted !== null && { deleted: row.deleted }),
  };
}
