import type { GroupMemberChange } from '../../src/store/group-members.ts';
import type { StoredGroup } from '../../src/store/memberships.ts';
import type { Given } from './conformance.ts';

/** More than are read at once. */
const MANY = 250;

/** What a store has to do for members of Qualtrics' own groups. */
export function runGroupMembersConformance(given: Given): void {
  given('members are told by group and by user, oldest first', async (t, { groupMembers }) => {
    await groupMembers.change(change('GR_2', { named: ['UR_a', 'UR_b', 'UR_a'] }));
    await groupMembers.change(change('GR_1', { named: ['UR_b'], seen: ['UR_c', 'UR_c'] }));
    t.same(await Array.fromAsync(groupMembers.rows('GR_2', 'all')), ['UR_a', 'UR_b']);
    t.same(await Array.fromAsync(groupMembers.rows('GR_1', 'all')), ['UR_b', 'UR_c']);
    t.same(await Array.fromAsync(groupMembers.rows('GR_1', 'named')), ['UR_b']);
    t.same((await groupMembers.among('GR_1', ['UR_a', 'UR_b', 'UR_c'], 'all')).sort(), ['UR_b', 'UR_c']);
    t.same(await groupMembers.among('GR_1', ['UR_a', 'UR_b', 'UR_c'], 'named'), ['UR_b']);
    const groups = await groupMembers.ofUsers(['UR_b', 'UR_c', 'UR_x']);
    t.same(groups.get('UR_b'), ['GR_2', 'GR_1']);
    t.same(groups.get('UR_c'), ['GR_1']);
    t.equal(groups.size, 2);
  });

  given('who was seen there may be named later, and not the other way round', async (t, { groupMembers }) => {
    await groupMembers.change(change('GR_1', { seen: ['UR_a'] }));
    await groupMembers.change(change('GR_1', { named: ['UR_a', 'UR_b'] }));
    await groupMembers.change(change('GR_1', { seen: ['UR_b'] }));
    t.same(await Array.fromAsync(groupMembers.rows('GR_1', 'named')), ['UR_a', 'UR_b']);
    await groupMembers.change(change('GR_1', { remove: ['UR_a', 'UR_x'] }));
    t.same(await Array.fromAsync(groupMembers.rows('GR_1', 'all')), ['UR_b']);
  });

  given('a large group is read to its end', async (t, { groupMembers }) => {
    const ids = Array.from({ length: MANY }, (_, i) => `UR_${String(i).padStart(4, '0')}`);
    await groupMembers.change(change('GR_1', { named: ids, due: ids }));
    t.same(await Array.fromAsync(groupMembers.rows('GR_1', 'all')), ids);
  });

  given('what is due lasts until its latest change is done', async (t, { groupMembers, dueMembers }) => {
    await groupMembers.change(change('GR_1', { named: ['UR_a'], due: ['UR_a', 'UR_a', 'UR_b'] }));
    const before = await dueMembers.get('GR_1', 'UR_a');
    await groupMembers.change(change('GR_1', { remove: ['UR_a'], due: ['UR_a'] }));
    const after = await dueMembers.get('GR_1', 'UR_a');
    t.ok(before && after && after.seq > before.seq);
    if (before) await dueMembers.done(before);
    t.same(await dueMembers.among('GR_1', ['UR_a', 'UR_b', 'UR_c']).then((ids) => ids.sort()), [
      'UR_a',
      'UR_b',
    ]);
    if (after) await dueMembers.done(after);
    t.same(await dueMembers.among('GR_1', ['UR_a', 'UR_b']), ['UR_b']);
    t.equal(await dueMembers.get('GR_1', 'UR_a'), undefined);
    t.equal(await dueMembers.count(), 1);
  });

  given('all that is due is read, group by group', async (t, { groupMembers, dueMembers }) => {
    const ids = Array.from({ length: MANY }, (_, i) => `UR_${String(i).padStart(4, '0')}`);
    await groupMembers.change(change('GR_2', { due: ['UR_z'] }));
    await groupMembers.change(change('GR_1', { due: ids }));
    const all = await Array.fromAsync(dueMembers.all());
    t.same(
      all.map(({ groupId, userId }) => [groupId, userId]),
      [...ids.map((id) => ['GR_1', id]), ['GR_2', 'UR_z']],
    );
  });

  given('the version is another one after each change, and none while any is due', async (t, acme) => {
    const { groups, groupMembers, dueMembers } = acme;
    t.equal(await groupMembers.version('GR_1'), undefined);
    await groups.put(aGroup('GR_1'));
    const seen = [await groupMembers.version('GR_1')];
    await groupMembers.change(change('GR_1', { seen: ['UR_a'] }));
    seen.push(await groupMembers.version('GR_1'));
    await groupMembers.change(change('GR_1', { named: ['UR_b'], due: ['UR_b'] }));
    t.equal(await groupMembers.version('GR_1'), undefined);
    for await (const due of dueMembers.all()) await dueMembers.done(due);
    seen.push(await groupMembers.version('GR_1'));
    await groupMembers.leaveAll('UR_a');
    seen.push(await groupMembers.version('GR_1'));
    await groups.put(aGroup('GR_1'));
    t.equal(new Set(seen).size, 4);
    t.ok(seen.every((version) => typeof version === 'number'));
    t.equal(await groupMembers.version('GR_1'), seen.at(-1), 'another name is no other version');
  });

  given(
    'who leaves all groups is due where the IdP had put them',
    async (t, { groupMembers, dueMembers }) => {
      await groupMembers.change(change('GR_1', { named: ['UR_a', 'UR_b'] }));
      await groupMembers.change(change('GR_2', { seen: ['UR_a'] }));
      await groupMembers.change(change('GR_3', { remove: ['UR_a'], due: ['UR_a'] }));
      await groupMembers.leaveAll('UR_a');
      await groupMembers.leaveAll('UR_x');
      t.equal((await groupMembers.ofUsers(['UR_a'])).size, 0);
      t.same(await Array.fromAsync(groupMembers.rows('GR_1', 'all')), ['UR_b']);
      const due = await Array.fromAsync(dueMembers.all());
      t.same(
        due.map(({ groupId, userId }) => [groupId, userId]),
        [
          ['GR_1', 'UR_a'],
          ['GR_3', 'UR_a'],
        ],
      );
    },
  );

  given('who is forgotten leaves nothing; nor does a group', async (t, { groupMembers, dueMembers }) => {
    const ids = ['UR_a', 'UR_b'];
    await groupMembers.change(change('GR_1', { named: ids, due: ids }));
    await groupMembers.change(change('GR_2', { named: ids, due: ids }));
    await groupMembers.removeUser('UR_a');
    await groupMembers.removeGroup('GR_2');
    t.same(await Array.fromAsync(groupMembers.rows('GR_1', 'all')), ['UR_b']);
    t.same(await Array.fromAsync(groupMembers.rows('GR_2', 'all')), []);
    const due = await Array.fromAsync(dueMembers.all());
    t.same(
      due.map(({ groupId, userId }) => [groupId, userId]),
      [['GR_1', 'UR_b']],
    );
  });

  given('who is forgotten makes another version, as does a group', async (t, acme) => {
    const { groups, groupMembers } = acme;
    for (const id of ['GR_1', 'GR_2']) await groups.put(aGroup(id));
    await groupMembers.change(change('GR_1', { seen: ['UR_a'] }));
    const versions = async () => [await groupMembers.version('GR_1'), await groupMembers.version('GR_2')];
    const [before, other] = await versions();
    await groupMembers.removeUser('UR_a');
    const [forgotten, same] = await versions();
    t.not(forgotten, before);
    t.equal(same, other, 'where nobody was forgotten it stays');
    await groupMembers.removeGroup('GR_1');
    t.not((await versions())[0], forgotten);
  });

  given('no connection sees the members of another one', async (t, acme, store) => {
    const other = store.connection('other');
    await acme.groups.put(aGroup('GR_1'));
    await acme.groupMembers.change(change('GR_1', { named: ['UR_a'], due: ['UR_a'] }));
    await other.groupMembers.change(change('GR_1', { remove: ['UR_a'] }));
    await other.groupMembers.leaveAll('UR_a');
    await other.groupMembers.removeUser('UR_a');
    await other.groupMembers.removeGroup('GR_1');
    t.equal((await other.groupMembers.ofUsers(['UR_a'])).size, 0);
    t.same(await other.groupMembers.among('GR_1', ['UR_a'], 'all'), []);
    t.same(await Array.fromAsync(other.groupMembers.rows('GR_1', 'all')), []);
    t.equal(await other.groupMembers.version('GR_1'), undefined);
    t.equal(await other.dueMembers.get('GR_1', 'UR_a'), undefined);
    t.same(await other.dueMembers.among('GR_1', ['UR_a']), []);
    t.same(await Array.fromAsync(other.dueMembers.all()), []);
    t.equal(await other.dueMembers.count(), 0);
    t.equal(await acme.dueMembers.count(), 1);
    t.same(await Array.fromAsync(acme.groupMembers.rows('GR_1', 'all')), ['UR_a']);
  });
}

function aGroup(id: string): StoredGroup {
  const at = '2026-01-02T03:04:05Z';
  return { id, target: 'group', displayName: `Group ${id}`, created: at, lastModified: at };
}

function change(groupId: string, changes: Partial<GroupMemberChange>): GroupMemberChange {
  return { groupId, named: [], seen: [], remove: [], due: [], ...changes };
}
