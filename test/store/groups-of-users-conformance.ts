import type { GroupTarget, StoredGroup } from '../../src/store/memberships.ts';
import type { Given } from './conformance.ts';

/** What a store has to do to tell the groups of users. */
export function runGroupsOfUsersConformance(given: Given): void {
  given('users are in the divisions of the ledger, then in the groups of Qualtrics', async (t, store) => {
    const { groups, memberships, groupMembers } = store;
    for (const id of ['DV_1', 'DV_2', 'DV_3']) await groups.put(group(id, 'division'));
    for (const id of ['GR_1', 'GR_2']) await groups.put(group(id, 'group'));
    await groupMembers.change({ groupId: 'GR_2', named: ['UR_a'], seen: ['UR_b'], remove: [], due: [] });
    await groupMembers.change({ groupId: 'GR_1', named: ['UR_a'], seen: [], remove: [], due: [] });
    for (const groupId of ['DV_3', 'DV_1']) {
      await memberships.change({ groupId, add: ['UR_a'], remove: [], due: [] });
    }
    const users = ['UR_a', 'UR_b', 'UR_c'].map((id) => ({ id, divisionId: 'DV_2' }));
    const found = await groups.ofUsers([...users, { id: 'UR_d', divisionId: undefined }]);
    t.strictSame(idsOf(found), [['DV_3', 'DV_1', 'GR_2', 'GR_1'], ['DV_2', 'GR_2'], ['DV_2'], []]);
    t.strictSame(found[2], [group('DV_2', 'division')]);
    t.strictSame(await groups.ofUsers([]), []);
  });

  given('whom the ledger has just let go of is in no division', async (t, { groups, memberships }) => {
    await groups.put(group('DV_1', 'division'));
    const due = [{ userId: 'UR_a', from: ['DV_1'] }];
    await memberships.change({ groupId: 'DV_1', add: [], remove: ['UR_a'], due });
    t.strictSame(await groups.ofUsers([{ id: 'UR_a', divisionId: 'DV_1' }]), [[]]);
  });

  given(
    'groups that are deleted, not known, or of another brand are told of no user',
    async (t, acme, store) => {
      const { groups, memberships } = acme;
      await groups.put({ ...group('DV_1', 'division'), deleted: '2026-02-01T00:00:00Z' });
      await groups.put(group('DV_2', 'division'));
      await store.connection('other').groups.put(group('DV_3', 'division'));
      for (const groupId of ['DV_1', 'DV_2', 'DV_3']) {
        await memberships.change({ groupId, add: ['UR_a'], remove: [], due: [] });
      }
      const users = [
        { id: 'UR_a', divisionId: undefined },
        { id: 'UR_b', divisionId: 'DV_1' },
        { id: 'UR_c', divisionId: 'DV_3' },
      ];
      t.strictSame(idsOf(await groups.ofUsers(users)), [['DV_2'], [], []]);
    },
  );
}

function group(id: string, target: GroupTarget): StoredGroup {
  const created = '2026-01-01T00:00:00Z';
  return { id, target, displayName: `Group ${id}`, created, lastModified: created };
}

function idsOf(found: readonly (readonly StoredGroup[])[]): string[][] {
  return found.map((groups) => groups.map(({ id }) => id));
}
