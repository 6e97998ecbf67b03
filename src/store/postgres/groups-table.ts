import { foldCase } from '../fold-case.ts';
import { inPortions } from '../in-portions.ts';
import type { GroupLookUpKey, GroupStore } from '../memberships.ts';
import type { Database } from './database.ts';
import { type GroupRow, toStoredGroup } from './group-row.ts';
import { groupsOfUsers } from './groups-of-users.ts';
import { textKey } from './text-key.ts';

const LOOK_UP_COLUMN = { displayName: 'folded_name', externalId: 'external_id' } as const satisfies Record<
  GroupLookUpKey,
  string
>;

/** Groups number in the thousands at most, so pages are plain OFFSETs. */
export function createGroups({ query }: Database, connection: string): GroupStore {
  async function select(condition: string, ...values: unknown[]): Promise<GroupRow[]> {
    return await query<GroupRow>(`SELECT seq, content FROM groups WHERE connection = $1 AND ${condition}`, [
      connection,
      ...values,
    ]);
  }
  const live = (seq: number, limit: number, offset: number) =>
    select('seq >= $2 AND deleted IS NULL ORDER BY seq LIMIT $3 OFFSET $4', seq, limit, offset);

  return {
    get: async (id) => (await select('id = $2', textKey(id))).map(toStoredGroup)[0],
    async lookUp(key, value) {
      const wanted = textKey(key === 'displayName' ? foldCase(value) : value);
      const rows = await select(`${LOOK_UP_COLUMN[key]} = $2 AND deleted IS NULL ORDER BY seq`, wanted);
      return rows.map(toStoredGroup);
    },
    async lookUpDeleted(displayName, target) {
      const rows = await select(
        'folded_name = $2 AND target = $3 AND deleted IS NOT NULL ORDER BY deleted DESC, seq DESC LIMIT 1',
        textKey(foldCase(displayName)),
        target,
      );
      return rows.map(toStoredGroup)[0];
    },
    async put(group) {
      await query(
        `INSERT INTO groups (connection, id, target, folded_name, external_id, deleted, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (connection, id) DO UPDATE SET
           target = excluded.target, folded_name = excluded.folded_name, external_id = excluded.external_id,
           deleted = excluded.deleted, content = excluded.content`,
        [
          connection,
          textKey(group.id),
          group.target,
          textKey(foldCase(group.displayName)),
          group.externalId === undefined ? null : textKey(group.externalId),
          group.deleted ?? null,
          JSON.stringify(group),
        ],
      );
    },
    async among(ids) {
      const rows = await select('id = ANY ($2) AND deleted IS NULL ORDER BY seq', ids.map(textKey));
      return rows.map(toStoredGroup);
    },
    ofUsers: (users) => groupsOfUsers(query, connection, users),
    async count() {
      const [row] = await query<{ live: string }>(
        'SELECT count(*) AS live FROM groups WHERE connection = $1 AND deleted IS NULL',
        [connection],
      );
      return Number(row?.live);
    },
    page: async (offset, limit) => (await live(0, limit, offset)).map(toStoredGroup),
    scan: () =>
      inPortions(0, async (seq, size) =>
        (await live(seq, size, 0)).map((row) => ({ value: toStoredGroup(row), next: Number(row.seq) + 1 })),
      ),
  };
}
