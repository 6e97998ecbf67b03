import assert from 'node:assert/strict';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type MemberStep, memberChanges } from '../../../src/provisioning/groups/member-steps.ts';
import type { MembershipStore } from '../../../src/store/memberships.ts';
import { openStore } from '../../../src/store/open-store.ts';

const USERS = ['UR_a', 'UR_b', 'UR_c', 'UR_d', 'UR_e'];

const ids = fc.array(fc.constantFrom(...USERS), { maxLength: 6 });
const step: fc.Arbitrary<MemberStep> = fc.oneof(
  fc.record({ kind: fc.constantFrom('add', 'remove', 'replace'), ids }),
  fc.record({ kind: fc.constant('removeAll') }),
  fc
    .constantFrom(...USERS)
    .map((one) => ({ kind: 'removeWhere' as const, matches: (id: string) => id !== one })),
);

/** RFC 7644 3.5.2, on a set. */
function applied(members: ReadonlySet<string>, steps: readonly MemberStep[]): Set<string> {
  let after = new Set(members);
  for (const step of steps) {
    if (step.kind === 'removeAll') after.clear();
    else if (step.kind === 'removeWhere') after = new Set([...after].filter((id) => !step.matches(id)));
    else if (step.kind === 'add') after = after.union(new Set(step.ids));
    else if (step.kind === 'remove') after = after.difference(new Set(step.ids));
    else after = new Set(step.ids);
  }
  return after;
}

t.test('steps on a group come to what they come to on a set', async () => {
  const store = await openStore('sqlite::memory:');
  let run = 0;
  const property = fc.asyncProperty(ids, fc.array(step, { maxLength: 5 }), async (members, steps) => {
    const { memberships } = store.connection(`run ${run++}`);
    await memberships.change({ groupId: 'DV_1', add: members, remove: [], due: [] });
    const before = new Set(members);
    const changes = await memberChanges(memberships, 'DV_1', steps);
    const after = applied(before, steps);
    assert.deepEqual(new Set(changes.add), after.difference(before));
    assert.deepEqual(new Set(changes.remove), before.difference(after));
    assert.equal(new Set(changes.touched).size, changes.touched.length, 'each user once');
    for (const id of changes.turnOut)
      assert.ok(!before.has(id) && !after.has(id), 'no member before or after');
  });
  await fc.assert(property, { seed: 7644, numRuns: 300 });
  await store.close();
});

t.test('who is named to go is told even when the ledger has no row', async (t) => {
  const changes = await memberChanges(await groupOf(t, ['UR_a']), 'DV_1', [
    { kind: 'remove', ids: ['UR_seen', 'UR_a', 'UR_seen'] },
  ]);
  t.same(changes.turnOut, ['UR_seen']);
  t.same(changes.remove, ['UR_a']);
});

t.test('who is removed and added in one request gets a row, whatever was there before', async (t) => {
  const changes = await memberChanges(await groupOf(t, ['UR_a']), 'DV_1', [
    { kind: 'remove', ids: ['UR_seen', 'UR_a'] },
    { kind: 'add', ids: ['UR_a', 'UR_seen'] },
  ]);
  t.same(changes.add, ['UR_seen']);
  t.same(changes.remove, []);
  t.same(changes.turnOut, []);
});

t.test('only steps that speak of all members read them all', async (t) => {
  const memberships = await groupOf(t, ['UR_a']);
  let reads = 0;
  const counting: MembershipStore = {
    ...memberships,
    rows(groupId) {
      reads += 1;
      return memberships.rows(groupId);
    },
  };
  await memberChanges(counting, 'DV_1', [
    { kind: 'add', ids: ['UR_b'] },
    { kind: 'remove', ids: ['UR_a'] },
  ]);
  t.equal(reads, 0);
  await memberChanges(counting, 'DV_1', [{ kind: 'removeAll' }]);
  t.equal(reads, 1);
});

async function groupOf(t: Test, members: readonly string[]): Promise<MembershipStore> {
  const store = await openStore('sqlite::memory:');
  t.teardown(() => store.close());
  const { memberships } = store.connection('acme');
  await memberships.change({ groupId: 'DV_1', add: members, remove: [], due: [] });
  return memberships;
}
