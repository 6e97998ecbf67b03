import fc from 'fast-check';
import t from 'tap';
import { isLong, jsonParts } from '../../src/scim/json-parts.ts';

const members = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ value: `UR_${i}`, type: 'User' }));

t.test('the parts are the text that JSON.stringify would write', async (t) => {
  const bodies = [
    { id: 'DV_1', members: members(50_000), meta: { location: 'x' }, absent: undefined },
    { Resources: [{ members: members(1_001) }, { members: [] }, { id: 'é"\\' }], totalResults: 3 },
    members(5_000),
    { members: members(1_000) },
    null,
  ];
  for (const body of bodies) t.equal([...jsonParts(body)].join(''), JSON.stringify(body));
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.array(fc.string(), { minLength: 1_001, maxLength: 1_010 }),
      (any, long) => {
        const body = { any, long: [any, long, any] };
        return [...jsonParts(body)].join('') === JSON.stringify(body);
      },
    ),
    { seed: 7643, numRuns: 50 },
  );
});

t.test('a long body comes in many small parts, a short one as a whole', async (t) => {
  const parts = [...jsonParts({ members: members(50_000) })];
  t.ok(parts.length > 20);
  t.ok(Math.max(...parts.map(({ length }) => length)) < 70_000);
  t.equal([...jsonParts({ members: members(1_000) })].length, 1);
});

t.test('only what may take long is long', async (t) => {
  t.notOk(isLong({ members: members(1_000), name: 'x'.repeat(100_000) }));
  t.ok(isLong({ Resources: [{ members: members(1_001) }] }));
});
