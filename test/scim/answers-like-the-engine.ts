import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Test } from 'tap';
import { withGroups } from '../../src/provisioning/groups/user-groups.ts';
import type { Resource } from '../../src/provisioning/resource.ts';
import { compileFilter } from '../../src/scim/filter/evaluate.ts';
import { parseFilter } from '../../src/scim/filter/parse.ts';
import { userCondition } from '../../src/scim/user-condition.ts';
import type { ConnectionStore, ListedUser, Store, StoredUser } from '../../src/store/store.ts';
import { brands, GROUP_IDS, storedFilters, storedUser } from './arbitrary-stored.ts';
import { schemas } from './filter/filter-vectors.ts';
import { printed } from './filter/print-filter.ts';

/** Whatever is stored and asked: the store finds whom the filter engine finds, where it says that it can. */
export async function answersLikeTheEngine(t: Test, store: Store): Promise<void> {
  const found = { whole: 0, narrowed: 0, somebody: 0, notAll: 0 };
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      brands,
      fc.array(storedFilters.map(printed), { minLength: 10, maxLength: 10 }),
      fc.nat(6),
      fc.nat(6),
      async (brand, filters, offset, limit) => {
        const connection = store.connection(`run ${run++}`);
        const live = await fill(connection, brand);
        const shown = await withGroups(
          connection,
          live.map(({ resource }) => resource as Resource),
        );
        for (const said of filters) {
          const filter = parseFilter(said, schemas.User);
          const matches = compileFilter(filter);
          const expected = live.filter((_, i) => matches(shown[i] ?? {}));
          const narrowing = userCondition(filter);
          if (!narrowing) continue;
          const { condition, isWhole } = narrowing;
          const scanned = await Array.fromAsync(connection.users.scan(condition));
          if (isWhole) {
            assert.deepEqual(idsOf(scanned), idsOf(expected), said);
            const { total, users } = await connection.users.find(condition, offset, limit);
            assert.equal(total, expected.length, said);
            assert.deepEqual(idsOf(users), idsOf(expected).slice(offset, offset + limit), said);
          } else {
            const among = new Set(idsOf(expected));
            assert.deepEqual(
              idsOf(scanned).filter((id) => among.has(id)),
              idsOf(expected),
              said,
            );
          }
          found[isWhole ? 'whole' : 'narrowed']++;
          if (expected.length > 0) found.somebody++;
          if (expected.length < live.length) found.notAll++;
        }
      },
    ),
    { seed: 3422, numRuns: 150 },
  );
  t.comment(found);
  for (const [outcome, times] of Object.entries(found)) t.ok(times > 60, `${outcome}: ${times}`);
}

type Brand = typeof brands extends fc.Arbitrary<infer Each> ? Each : never;

/** The users that are not deleted, in their order. */
async function fill(connection: ConnectionStore, brand: Brand): Promise<StoredUser[]> {
  const at = '2024-01-01T00:00:00Z';
  for (const id of GROUP_IDS) {
    const deleted = id.endsWith('gone') && { deleted: at };
    await connection.groups.put({
      id,
      target: id.startsWith('GR_') ? 'group' : 'division',
      displayName: id,
      created: at,
      lastModified: at,
      ...deleted,
    });
  }
  const users = brand.map(({ resource, isDeleted }, i) => storedUser(`UR_${i}`, resource, isDeleted));
  // Some were others before, some deleted.
  await connection.users.putAll(
    users.filter((_, i) => i % 3 === 0).map(({ id }) => storedUser(id, { title: 'x' }, false)),
  );
  await connection.users.putAll(users);
  for (const [i, { groups, ownGroups, isDue }] of brand.entries()) {
    const [groupId] = groups;
    const id = `UR_${i}`;
    const due = isDue ? [{ userId: id, from: [null] }] : [];
    if (groupId) await connection.memberships.change({ groupId, add: [id], remove: [], due });
    else if (isDue) await connection.memberships.change({ groupId: 'DV_1', add: [], remove: [id], due });
    for (const own of ownGroups) {
      const [named, seen] = i % 2 === 0 ? [[id], []] : [[], [id]];
      await connection.groupMembers.change({ groupId: own, named, seen, remove: [], due: [] });
    }
  }
  const placed = new Map([...users.filter((_, i) => i % 3 === 0), ...users].map((user) => [user.id, user]));
  return [...placed.values()].filter(({ deleted }) => deleted === undefined);
}

function idsOf(users: readonly ListedUser[]): string[] {
  return users.map(({ id }) => id);
}
