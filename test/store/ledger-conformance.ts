import type { Test } from 'tap';
import type { LedgerChange, StoredGroup } from '../../src/store/memberships.ts';
import type { ConnectionStore } from '../../src/store/store.ts';
import { aUser, deleted } from './a-user.ts';
import type { Given } from './conformance.ts';

const AT = '2026-01-02T03:04:05Z';
/** More than are read at once. */
const MANY = 250;

/** What a store has to do for groups, memberships and due moves. */
export function runLedgerConformance(given: Given): void {
  given('a group is what it was last put as', async (t, { groups }) => {
    t.equal(await groups.get('DV_1'), undefined);
    await groups.put(aGroup('DV_1', { externalId: 'x', deleted: AT }));
    t.strictSame(await groups.get('DV_1'), aGroup('DV_1', { externalId: 'x', deleted: AT }));
    await groups.put(aGroup('DV_1', { displayName: 'Other' }));
    t.strictSame(await groups.get('DV_1'), aGroup('DV_1', { displayName: 'Other' }));
  });

  given('groups are found by name in any letter case, by externalId exactly', async (t, { groups }) => {
    await groups.put(aGroup('DV_1', { displayName: 'Ärzte North', externalId: 'Ab' }));
    await groups.put(aGroup('DV_2', { displayName: 'ÄRZTE north' }));
    await groups.put(aGroup('DV_3', { displayName: 'Ärzte North', externalId: 'Ab', deleted: AT }));
    t.same(idsOf(await groups.lookUp('displayName', 'ärzte north')), ['DV_1', 'DV_2']);
    t.same(idsOf(await groups.lookUp('displayName', 'ÄRZTE North')), ['DV_1', 'DV_2'], 'folded here');
    t.same(idsOf(await groups.lookUp('externalId', 'Ab')), ['DV_1']);
    t.same(await groups.lookUp('externalId', 'ab'), []);
  });

  given(
    'of some ids, the groups that are not deleted are given in the order of a page',
    async (t, { groups }) => {
      for (const id of ['DV_3', 'DV_1', 'DV_2']) await groups.put(aGroup(id));
      await groups.put(aGroup('DV_1', { deleted: AT }));
      t.same(idsOf(await groups.among(['DV_2', 'DV_1', 'DV_3', 'DV_none', 'DV_2'])), ['DV_3', 'DV_2']);
      t.same(await groups.among([]), []);
    },
  );

  given('of several deleted groups of a name the last one is found', async (t, { groups }) => {
    t.equal(await groups.lookUpDeleted('sales', 'division'), undefined);
    await groups.put(aGroup('DV_1', { displayName: 'Sales', deleted: '2026-03-01T00:00:00Z' }));
    await groups.put(aGroup('DV_2', { displayName: 'SALES', deleted: '2026-02-01T00:00:00Z' }));
    await groups.put(aGroup('DV_3', { displayName: 'Sales' }));
    t.equal((await groups.lookUpDeleted('SALES', 'division'))?.id, 'DV_1');
    t.equal(await groups.lookUpDeleted('sales', 'group'), undefined);
    await groups.put(aGroup('GR_1', { displayName: 'Sales', target: 'group', deleted: AT }));
    t.strictSame(await groups.get('GR_1'), await groups.lookUpDeleted('sales', 'group'));
    t.equal((await groups.lookUpDeleted('sales', 'division'))?.id, 'DV_1');
  });

  given('groups are paged and scanned in the order of their first put', async (t, { groups }) => {
    const ids = Array.from({ length: MANY }, (_, i) => `DV_${(i * 7) % MANY}`);
    for (const id of ids) await groups.put(aGroup(id));
    await groups.put(aGroup('DV_0', { displayName: 'Renamed' }));
    await groups.put(aGroup('DV_7', { deleted: AT }));
    const live = ids.filter((id) => id !== 'DV_7');
    t.equal(await groups.count(), MANY - 1);
    t.same(idsOf(await groups.page(0, 3)), live.slice(0, 3));
    t.same(idsOf(await groups.page(MANY - 3, 10)), live.slice(-2));
    t.same(idsOf(await Array.fromAsync(groups.scan())), live);
  });

  given('rows are told by user, oldest first, and by group', async (t, { memberships }) => {
    await memberships.change(change('DV_2', { add: ['UR_a', 'UR_b', 'UR_a'] }));
    await memberships.change(change('DV_1', { add: ['UR_b', 'UR_c'] }));
    const rows = await memberships.ofUsers(['UR_b', 'UR_c', 'UR_x']);
    t.same([...rows.keys()].sort(), ['UR_b', 'UR_c']);
    t.same(
      rows.get('UR_b')?.map(({ groupId, userId }) => [groupId, userId]),
      [
        ['DV_2', 'UR_b'],
        ['DV_1', 'UR_b'],
      ],
    );
    const [first, second] = rows.get('UR_b')?.map(({ seq }) => seq) ?? [];
    t.ok(Number(first) < Number(second), 'the later one has the larger seq');
    t.same(await Array.fromAsync(memberships.rows('DV_2')), ['UR_a', 'UR_b']);
    t.same((await memberships.among('DV_1', ['UR_a', 'UR_b', 'UR_c'])).sort(), ['UR_b', 'UR_c']);
    t.same((await memberships.ofUsers([])).size, 0);
  });

  given('adding a row again keeps its age, removing one that is not there is nothing', async (t, acme) => {
    const { memberships } = acme;
    await memberships.change(change('DV_1', { add: ['UR_a'] }));
    const before = await memberships.ofUsers(['UR_a']);
    await memberships.change(change('DV_1', { add: ['UR_a'], remove: ['UR_x'] }));
    t.strictSame(await memberships.ofUsers(['UR_a']), before);
    await memberships.change(change('DV_1', { remove: ['UR_a'] }));
    t.equal((await memberships.ofUsers(['UR_a'])).size, 0);
    await memberships.change(change('DV_1', { add: ['UR_a'] }));
    const [again] = (await memberships.ofUsers(['UR_a'])).get('UR_a') ?? [];
    t.ok(Number(again?.seq) > Number(before.get('UR_a')?.[0]?.seq), 'who comes back comes last');
  });

  given('all rows of a group are read, in portions', async (t, { memberships }) => {
    const ids = Array.from({ length: MANY }, (_, i) => `UR_${i}`);
    await memberships.change(change('DV_1', { add: ids.slice(100) }));
    await memberships.change(change('DV_1', { add: ids }));
    const found = await Array.fromAsync(memberships.rows('DV_1'));
    t.same(found.toSorted(), ids.toSorted());
    t.same(found.slice(-100).toSorted(), ids.slice(0, 100).toSorted(), 'the newest come last');
  });

  given('members by word of Qualtrics alone are those without row, due move or deletion', async (t, acme) => {
    const { memberships, users } = acme;
    const inDivision = (id: string) => aUser(id, { record: { id, divisionId: 'DV_1' } });
    const many = Array.from({ length: MANY }, (_, i) => inDivision(`UR_${i}`));
    await users.putAll(many);
    await users.put(aUser('UR_elsewhere', { record: { id: 'UR_elsewhere', divisionId: 'DV_2' } }));
    await users.put(aUser('UR_nowhere', { record: { id: 'UR_nowhere', divisionId: null } }));
    await users.put(deleted(inDivision('UR_deleted')));
    await memberships.change(change('DV_2', { add: ['UR_0'], due: [{ userId: 'UR_1', from: [] }] }));
    const found = await Array.fromAsync(memberships.seenIn('DV_1'));
    t.same(
      found,
      many.slice(2).map(({ id }) => id),
    );
    t.same((await memberships.divisionIds()).sort(), ['DV_1', 'DV_2']);
    t.same((await memberships.usersAmong(['UR_0', 'UR_deleted', 'UR_x', 'UR_nowhere'])).sort(), [
      'UR_0',
      'UR_nowhere',
    ]);
  });

  given('a due move keeps when it began and collects where it may begin from', async (t, acme) => {
    const { memberships, dueMoves } = acme;
    const due = (userId: string, from: (string | null)[]) =>
      memberships.change(change('DV_1', { due: [{ userId, from }] }));
    await due('UR_a', []);
    const first = await dueMoves.get('UR_a');
    t.same(first?.from, []);
    t.equal(first?.since, first?.seq);
    await due('UR_a', ['DV_1']);
    await due('UR_a', ['DV_2', null]);
    await due('UR_a', ['DV_1', null]);
    const last = await dueMoves.get('UR_a');
    t.same(last?.from.toSorted(), ['DV_1', 'DV_2', null]);
    t.equal(last?.since, first?.since);
    t.ok(Number(last?.seq) > Number(first?.seq));
    t.same(await dueMoves.get('UR_b'), undefined);
  });

  given(
    'a user without rows is told of only while a move is due',
    async (t, { users, memberships, dueMoves }) => {
      await memberships.change(change('DV_1', { add: ['UR_a', 'UR_b'] }));
      await memberships.change(
        change('DV_1', { remove: ['UR_a', 'UR_b'], due: [{ userId: 'UR_a', from: ['DV_1'] }] }),
      );
      t.strictSame(await memberships.ofUsers(['UR_a', 'UR_b']), new Map([['UR_a', []]]));
      const move = await dueMoves.get('UR_a');
      if (move) await users.put(aUser('UR_a'), undefined, { move });
      t.equal((await memberships.ofUsers(['UR_a', 'UR_b'])).size, 0);
    },
  );

  given('a move that became due again meanwhile is not done', async (t, { users, memberships, dueMoves }) => {
    const due = { due: [{ userId: 'UR_a', from: [] }] };
    await memberships.change(change('DV_1', due));
    const first = await dueMoves.get('UR_a');
    await memberships.change(change('DV_1', due));
    if (first) await users.put(aUser('UR_a'), undefined, { move: first });
    const second = await dueMoves.get('UR_a');
    t.not(second?.seq, first?.seq);
    if (second) await users.put(aUser('UR_a'), undefined, { move: second });
    t.equal(await dueMoves.get('UR_a'), undefined);
  });

  given('due moves are counted, picked and read in portions', async (t, { memberships, dueMoves }) => {
    const ids = Array.from({ length: MANY }, (_, i) => `UR_${String(i).padStart(3, '0')}`);
    await memberships.change(change('DV_1', { due: ids.map((userId) => ({ userId, from: [] })) }));
    t.equal(await dueMoves.count(), MANY);
    t.same((await dueMoves.among(['UR_007', 'UR_x', 'UR_249'])).sort(), ['UR_007', 'UR_249']);
    t.same(
      (await Array.fromAsync(dueMoves.all())).map(({ userId }) => userId),
      ids,
    );
  });

  given('a user who is forgotten leaves rows and due move behind', async (t, { memberships, dueMoves }) => {
    const due = ['UR_a', 'UR_b'].map((userId) => ({ userId, from: [] }));
    await memberships.change(change('DV_1', { add: ['UR_a', 'UR_b'], due }));
    await memberships.removeUser('UR_a');
    await memberships.removeUser('UR_x');
    t.same(await Array.fromAsync(memberships.rows('DV_1')), ['UR_b']);
    t.equal(await dueMoves.get('UR_a'), undefined);
    t.ok(await dueMoves.get('UR_b'));
  });

  given('no connection sees the groups and memberships of another one', async (t, acme, store) => {
    const other = store.connection('other');
    await acme.groups.put(aGroup('DV_1', { externalId: 'x' }));
    await acme.groups.put(aGroup('DV_2', { displayName: 'Gone', deleted: AT }));
    await acme.users.put(aUser('UR_s', { record: { id: 'UR_s', divisionId: 'DV_1' } }));
    const due = [{ userId: 'UR_a', from: ['DV_9'] }];
    await acme.memberships.change(change('DV_1', { add: ['UR_a'], due }));
    await nothingIn(t, other);

    await other.groups.put(aGroup('DV_1', { displayName: 'Theirs' }));
    await other.memberships.change(
      change('DV_1', { remove: ['UR_a'], due: [{ userId: 'UR_a', from: ['DV_8'] }] }),
    );
    await other.memberships.removeUser('UR_a');
    t.strictSame(await acme.groups.get('DV_1'), aGroup('DV_1', { externalId: 'x' }));
    t.same(await Array.fromAsync(acme.memberships.rows('DV_1')), ['UR_a']);
    t.same((await acme.dueMoves.get('UR_a'))?.from, ['DV_9']);
  });
}

async function nothingIn(t: Test, { groups, memberships, dueMoves }: ConnectionStore): Promise<void> {
  t.equal(await groups.get('DV_1'), undefined);
  t.same(await groups.lookUp('displayName', 'group dv_1'), []);
  t.same(await groups.lookUp('externalId', 'x'), []);
  t.equal(await groups.lookUpDeleted('gone', 'division'), undefined);
  t.equal(await groups.count(), 0);
  t.same(await groups.page(0, 10), []);
  t.same(await Array.fromAsync(groups.scan()), []);
  t.equal((await memberships.ofUsers(['UR_a'])).size, 0);
  t.same(await memberships.among('DV_1', ['UR_a']), []);
  t.same(await Array.fromAsync(memberships.rows('DV_1')), []);
  t.same(await Array.fromAsync(memberships.seenIn('DV_1')), []);
  t.same(await memberships.usersAmong(['UR_s']), []);
  t.same(await memberships.divisionIds(), []);
  t.equal(await dueMoves.get('UR_a'), undefined);
  t.same(await dueMoves.among(['UR_a']), []);
  t.equal(await dueMoves.count(), 0);
  t.same(await Array.fromAsync(dueMoves.all()), []);
}

function aGroup(id: string, changes: Partial<StoredGroup> = {}): StoredGroup {
  return { id, target: 'division', displayName: `Group ${id}`, created: AT, lastModified: AT, ...changes };
}

function change(groupId: string, changes: Partial<LedgerChange>): LedgerChange {
  return { groupId, add: [], remove: [], due: [], ...changes };
}

function idsOf(groups: readonly StoredGroup[]): string[] {
  return groups.map(({ id }) => id);
}
