import fc from 'fast-check';
import t from 'tap';
import { isDeeperThan } from '../../src/scim/json-depth.ts';
import { startBridge } from '../support/bridge.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

t.test('what is in strings does not count, however it is escaped', async (t) => {
  const text = fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', ']', 'x', 'é', '\n'), maxLength: 12 });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 6 }, text, fc.integer(), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  }));
  const agrees = fc.property(
    value,
    fc.integer({ min: 0, max: 6 }),
    (json, levels) => isDeeperThan(Buffer.from(JSON.stringify(json)), levels) === depthOf(json) > levels,
  );
  t.doesNotThrow(() => fc.assert(agrees, { seed: 20_261_122, numRuns: 1_000 }));
});

t.test('text that is no JSON is not found deep, or is; it ends', async (t) => {
  for (const text of ['', '"', '"\\', '[[["', ']]]]', '"[[[[['])
    t.equal(isDeeperThan(Buffer.from(text), 3), false, text);
  t.equal(isDeeperThan(Buffer.from('[[[['), 3), true);
  t.equal(isDeeperThan(Buffer.from(']][[[[[['), 3), true);
});

t.test('a long body of brackets is refused, and one with brackets in a value is not', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const { body } = await bridge.scim('GET', '/Users?count=1');
  const [{ id = '' } = {}] = body.Resources;
  const path = `/Users/${id}`;
  const replace = (value: unknown) => ({ Operations: [{ op: 'replace', path: 'nickName', value }] });
  const brackets = `${'['.repeat(100_000)}"\\"]"`;
  t.equal((await bridge.scim('PATCH', path, replace(brackets))).status, 200);
  let deep: unknown = 'x';
  for (let level = 0; level < 100; level += 1) deep = [deep];
  const refused = await bridge.scim('PATCH', path, { ...replace(deep), note: 'x'.repeat(100_000) });
  t.match(refused, { status: 400, body: { scimType: 'invalidSyntax' } });
  t.equal((await bridge.scim('GET', path)).body.nickName, brackets);
});
