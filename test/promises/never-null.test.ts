import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { startBridge } from '../support/bridge.ts';
import { arbitraryChange, arbitraryRecord } from './arbitrary-change.ts';
import { requestOf } from './request-of.ts';

const RUNS = 350;

/** Promise 1: nothing that the IdP did not name ever changes in Qualtrics. */
async function nothingUnnamedChanges(t: Test, putMode: SandboxOptions['putMode']): Promise<void> {
  const bridge = await startBridge(t, { ...(putMode && { putMode }) });
  const { sandbox } = bridge;
  const divisionIds = sandbox.divisions().map(({ id }) => id);
  let count = 0;
  const run = fc.integer().chain(() => {
    count += 1;
    const tag = `${putMode}${count}`;
    return fc.record({
      id: fc.constant(`UR_${tag.replaceAll('-', '')}`),
      record: arbitraryRecord(tag, divisionIds),
      changes: fc.array(arbitraryChange(tag, divisionIds), { minLength: 1, maxLength: 4 }),
    });
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ id, record, changes }) => {
      sandbox.putUser({ id, ...record });
      for (const change of changes) {
        const before = sandbox.user(id);
        const { method, body } = requestOf(change, before?.username ?? '');
        const answer = await bridge.scim(method, `/Users/${id}`, body);
        if (answer.status !== 200) throw new Error(`${method} gave ${answer.status}: ${answer.text}`);
        const expected = { ...before, ...Object.assign({}, ...change.named.map(({ fields }) => fields)) };
        const after = sandbox.user(id);
        if (!isDeepStrictEqual(after, expected)) {
          throw new Error(`${JSON.stringify(after)}\n instead of ${JSON.stringify(expected)}`);
        }
      }
      sandbox.removeUser(id);
    }),
    { numRuns: RUNS, seed: 20_261_122 },
  );
  t.pass(`${RUNS} random accounts with random PATCHes and PUTs`);
}

t.test('a PUT that nulls what is left out loses nothing', (t) => nothingUnnamedChanges(t, 'replace'));
t.test('a PUT that merges loses nothing', (t) => nothingUnnamedChanges(t, 'merge'));
t.test('a PUT that refuses unknown keys loses nothing', (t) => nothingUnnamedChanges(t, 'refuse-unknown'));
