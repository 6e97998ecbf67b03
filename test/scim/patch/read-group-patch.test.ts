import fc from 'fast-check';
import t from 'tap';
import type { Resource } from '../../../src/provisioning/resource.ts';
import { compileFilter } from '../../../src/scim/filter/evaluate.ts';
import { applyPatch } from '../../../src/scim/patch/apply-patch.ts';
import { type MemberInstruction, readGroupPatch } from '../../../src/scim/patch/read-group-patch.ts';
import { refusalOf } from '../refusal-of.ts';
import { anyOp } from './arbitrary-operations.ts';
import { sameResource, schemas } from './vectors.ts';

const read = (...Operations: unknown[]) => readGroupPatch(schemas.Group, { Operations });

t.test('each way to name members becomes an instruction, in the order of the request', async (t) => {
  const { members } = read(
    { op: 'Add', path: 'members', value: [{ $ref: null, value: 'a' }, { value: 'b' }, { value: 'a' }] },
    { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'c' }] },
    { op: 'remove', path: 'members[value eq "d"]' },
    { op: 'remove', path: 'members[value eq "e" or value eq "f"]' },
    { op: 'replace', value: { id: 'group-self', members: [{ value: 'g' }], displayName: 'G' } },
    { op: 'replace', value: { members: [] } },
    { op: 'remove', path: 'members', value: null },
    { op: 'remove', path: 'members' },
  );
  t.strictSame(members, [
    { kind: 'add', ids: ['a', 'b'] },
    { kind: 'remove', ids: ['c'] },
    { kind: 'remove', ids: ['d'] },
    { kind: 'remove', ids: ['e', 'f'] },
    { kind: 'replace', ids: ['g'] },
    { kind: 'removeAll' },
    { kind: 'removeAll' },
    { kind: 'removeAll' },
  ]);
});

t.test('any other filter on members is handed over as it is', async (t) => {
  const [instruction] = read({ op: 'remove', path: 'members[type eq "User" or value eq "a"]' }).members;
  t.match(instruction, { kind: 'removeWhere', filter: { kind: 'or' } });
});

t.test('100,000 members in one add are read', async (t) => {
  const value = Array.from({ length: 100_000 }, (_, at) => ({ $ref: null, value: `UR_${at}` }));
  const [instruction] = read({ op: 'add', path: 'members', value }).members;
  t.ok(instruction?.kind === 'add' && instruction.ids.length === 100_000);
});

t.test('a request on members alone leaves the very group it is applied to', async (t) => {
  const group = { id: 'group-self', displayName: 'G' };
  t.equal(read({ op: 'add', path: 'members', value: [{ value: 'a' }] }).applyAttributes(group), group);
});

t.test('a rename needs no members', async (t) => {
  const patch = read({ op: 'replace', value: { id: 'group-self', displayName: 'New' } });
  t.strictSame(patch.members, []);
  t.match(patch.applyAttributes({ id: 'group-self', displayName: 'Old' }), { displayName: 'New' });
  t.strictSame(patch.repairs.sort(), ['inexact-schemas', 'path-less-value', 'read-only-echo']);
});

t.test('lists that could empty a group by accident are refused', async (t) => {
  for (const value of [
    [''],
    [null],
    [{}],
    [{ display: 'Ada' }],
    [{ value: '' }],
    '',
    7,
    [7],
    { display: 'Ada' },
  ]) {
    for (const op of ['add', 'replace', 'remove']) {
      const refusal = refusalOf(() => read({ op, path: 'members', value }));
      t.equal(refusal, 'invalidValue', `${op} ${JSON.stringify(value)}`);
    }
  }
});

t.test('a member cannot be changed in place', async (t) => {
  for (const path of ['members[value eq "a"].type', 'members[value eq "a"]', 'members.value']) {
    t.equal(
      refusalOf(() => read({ op: 'replace', path, value: { value: 'b' } })),
      'mutability',
      path,
    );
  }
});

const memberId = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const memberFilter = fc.oneof(
  memberId.map((id) => `value eq "${id}"`),
  fc.tuple(memberId, memberId).map(([a, b]) => `value eq "${a}" or value eq "${b}"`),
  memberId.map((id) => `not (value eq "${id}")`),
  memberId.map((id) => `value eq "${id}" and value pr`),
  fc.constantFrom('value pr', 'type eq "User"', 'frobnicate eq "x"'),
);
const memberList = fc.oneof(
  fc.array(memberId.map((value) => ({ $ref: null, value }))),
  fc.array(memberId),
  memberId.map((value) => ({ value, display: 'x' })),
  memberId,
);
const memberOperation = fc.oneof(
  fc.record({ op: anyOp, path: fc.constant('members'), value: memberList }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    value: fc.record({ members: memberList, displayName: memberId }),
  }),
  fc.record({ op: fc.constant('remove'), path: memberFilter.map((filter) => `members[${filter}]`) }),
  fc.record({
    op: fc.constantFrom('remove', 'replace'),
    path: fc.constant('members'),
    value: fc.constant(null),
  }),
);

t.test('the instructions make of a set of ids what the PATCH makes of the group', async (t) => {
  let changes = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(memberId),
      fc.array(memberOperation, { minLength: 1, maxLength: 5 }),
      (ids, Operations) => {
        const rest: Resource = { id: 'group-self', displayName: 'a' };
        const before: Resource = { ...rest, members: ids.map((value) => ({ value })) };
        const { resource, changed } = applyPatch(schemas.Group, before, { Operations });
        if (changed) changes += 1;
        const patch = read(...Operations);
        const held = patch.members.reduce(membersAfter, new Set(ids));
        const members = [...held].map((value) => ({ value }));
        return sameResource(resource, { ...patch.applyAttributes(rest), members });
      },
    ),
    { seed: 7644, numRuns: 2000 },
  );
  t.ok(changes > 1000, `${changes} changed something`);
});

function membersAfter(ids: ReadonlySet<string>, instruction: MemberInstruction): Set<string> {
  switch (instruction.kind) {
    case 'add':
      return new Set([...ids, ...instruction.ids]);
    case 'remove':
      return new Set([...ids].filter((id) => !instruction.ids.includes(id)));
    case 'replace':
      return new Set(instruction.ids);
    case 'removeAll':
      return new Set();
    case 'removeWhere':
      return new Set([...ids].filter((id) => !compileFilter(instruction.filter)({ value: id })));
  }
}
