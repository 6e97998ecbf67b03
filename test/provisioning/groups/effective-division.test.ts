import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  type ConflictPolicy,
  divisionAfter,
  effectiveDivision,
} from '../../../src/provisioning/groups/effective-division.ts';
import type { Membership } from '../../../src/store/memberships.ts';

const LATEST: ConflictPolicy = { kind: 'latest' };
const REJECT: ConflictPolicy = { kind: 'reject' };
const GROUPS = ['DV_1', 'DV_2', 'DV_3', 'DV_4'];

const priority = (...groupIds: string[]): ConflictPolicy => ({ kind: 'priority', groupIds });

/** `DV_2@7`: in DV_2 since change 7. */
function rows(...texts: string[]): Membership[] {
  return texts.map((text) => {
    const [groupId = '', seq] = text.split('@');
    return { groupId, userId: 'UR_a', seq: Number(seq) };
  });
}

t.test('which of the groups decides', async (t) => {
  const two = rows('DV_1@1', 'DV_2@2');
  t.equal(effectiveDivision([], LATEST), undefined);
  t.equal(effectiveDivision(two, LATEST)?.groupId, 'DV_2', 'the latest');
  t.equal(effectiveDivision(two, REJECT)?.groupId, 'DV_1', 'the one that was there first');
  t.equal(effectiveDivision(two, priority('DV_3', 'DV_1', 'DV_2'))?.groupId, 'DV_1', 'the most important');
  t.equal(effectiveDivision(two, priority('DV_3'))?.groupId, 'DV_2', 'the latest, where none is important');
  t.equal(effectiveDivision([], priority('DV_3')), undefined);
});

const policies = fc.oneof(
  fc.constant(LATEST),
  fc.constant(REJECT),
  fc.shuffledSubarray(GROUPS).map((ids) => priority(...ids)),
);
const histories = fc
  .shuffledSubarray(GROUPS)
  .map((ids) => ids.map((groupId, i) => ({ groupId, userId: 'UR_a', seq: 10 + i })));

t.test('somebody in a group is always given one of their groups', async () => {
  fc.assert(
    fc.property(histories, policies, (held, policy) => {
      const given = effectiveDivision(held, policy);
      assert.equal(given === undefined, held.length === 0);
      if (given) assert.ok(held.includes(given));
    }),
    { seed: 7643 },
  );
});

t.test('the end of a membership that did not decide changes nothing', async () => {
  fc.assert(
    fc.property(histories, policies, fc.constantFrom(...GROUPS), (held, policy, ended) => {
      const given = effectiveDivision(held, policy);
      fc.pre(given?.groupId !== ended);
      const left = held.filter(({ groupId }) => groupId !== ended);
      assert.equal(effectiveDivision(left, policy), given);
    }),
    { seed: 7643 },
  );
});

t.test('where a due move ends', async (t) => {
  const after = (facts: Partial<Parameters<typeof divisionAfter>[0]>) =>
    divisionAfter({ rows: [], current: 'DV_0', from: [], since: 5, fallback: 'DV_home', ...facts }, LATEST);

  t.equal(after({ rows: rows('DV_1@5') }), 'DV_1', 'a new member comes from anywhere');
  t.equal(after({ rows: rows('DV_1@5'), current: null }), 'DV_1', 'from nowhere too');
  t.equal(after({ rows: rows('DV_1@2', 'DV_2@6'), from: ['DV_1'] }), 'DV_2', 'by hand or not');
  t.equal(after({ rows: rows('DV_1@2'), current: 'DV_2', from: ['DV_2'] }), 'DV_1', 'falls back to a group');
  t.equal(after({ current: 'DV_1', from: ['DV_1'] }), 'DV_home', 'falls back to the default');
  t.equal(after({ current: 'DV_1', from: ['DV_1'], fallback: null }), null, 'or to none');
  t.equal(after({ rows: rows('DV_1@2'), from: ['DV_2'] }), 'DV_0', 'who was moved by hand stays');
  t.equal(after({ from: ['DV_2'] }), 'DV_0', 'also without a group');
  t.equal(after({ current: null, from: ['DV_2'] }), null, 'also without a division');
  t.equal(after({ rows: rows('DV_1@2'), current: null, from: [null] }), 'DV_1', 'set back from none');
  t.equal(after({}), 'DV_0', 'who came and went before anything was done stays');
  t.equal(
    after({ rows: rows('DV_1@2'), current: 'DV_2', from: ['DV_1', 'DV_2'] }),
    'DV_1',
    'a move that was made, and ended before it was noted, is no move by hand',
  );
});

t.test('a move that is made is not made again', async () => {
  const divisions = fc.constantFrom(...GROUPS, 'DV_0', null);
  const facts = fc.record({
    rows: histories,
    current: divisions,
    from: fc.array(divisions, { maxLength: 3 }),
    since: fc.integer({ min: 9, max: 15 }),
    fallback: divisions,
  });
  fc.assert(
    fc.property(facts, policies, (before, policy) => {
      const made = divisionAfter(before, policy);
      // The next look is at the same rows; where they decided, the answer stays.
      if (before.rows.length > 0) assert.equal(divisionAfter({ ...before, current: made }, policy), made);
      if (!before.from.includes(before.current)) {
        const winner = effectiveDivision(before.rows, policy);
        assert.ok(
          made === before.current || made === winner?.groupId,
          'nobody who was moved by hand falls back',
        );
      }
    }),
    { seed: 7643 },
  );
});
