/**
 * Random requests about groups of Qualtrics' own and their users, all of a batch at once, over sockets: in the end
 * Qualtrics has the members that the bridge shows, and what came after everything else is as it was asked for.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open-store.ts';
import { AS_GROUPS, upstreamMembers } from '../scim/groups/as-groups.ts';
import { add, membersOf, patchGroup, remove, replace, values } from '../scim/groups/people.ts';
import { slowStore } from '../scim/groups/slow-store.ts';
import { startBridgeFor } from '../support/bridge.ts';
import { until } from '../support/until.ts';
import { unnamed } from './unnamed-fields.ts';

const PEOPLE = ['UR_ada', 'UR_bo', 'UR_cy', 'UR_dee'];
const GROUPS = ['One', 'Two'];
const EVERYBODY = fc.subarray(PEOPLE);

const membersChange = fc.record({
  do: fc.constantFrom('add', 'add', 'remove', 'replace', 'put'),
  group: fc.constantFrom(...GROUPS),
  ids: EVERYBODY,
});
const other = fc.oneof(
  fc.record({ do: fc.constantFrom('delete', 'push'), group: fc.constantFrom(...GROUPS) }),
  fc.record({ do: fc.constantFrom('disable', 'enable', 'leave', 'return'), id: fc.constantFrom(...PEOPLE) }),
);
type Command = typeof membersChange | typeof other extends fc.Arbitrary<infer T> ? T : never;
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: membersChange },
  { weight: 1, arbitrary: other },
);

const DIALECTS = ['recorded', 'seed'] as const;
for (const [index, dialect] of DIALECTS.entries()) {
  t.test(`${dialect} dialect`, async (t) => {
    const sandbox = await startSandbox({ dialect });
    t.teardown(() => sandbox.close());
    for (const id of PEOPLE) sandbox.putUser({ id, username: `${id}@example.com` });
    const store = await openStore('sqlite::memory:');
    t.teardown(() => store.close());
    const bridge = await startBridgeFor(t, sandbox, AS_GROUPS, async () => slowStore(store));
    const idOf = new Map<string, string>();

    async function run(each: Command): Promise<void> {
      if ('id' in each) return await runOnUser(each);
      const id = idOf.get(each.group) ?? '';
      const { status, text } = await answerTo(each, id);
      assert.ok([200, 201, 204, 400, 404, 409].includes(status), text);
    }

    async function answerTo(each: Exclude<Command, { id: string }>, id: string) {
      if (each.do === 'delete') return await bridge.scim('DELETE', `/Groups/${id}`);
      if (!('ids' in each)) return await bridge.scim('POST', '/Groups', { displayName: each.group });
      const body = { displayName: each.group, members: values(each.ids) };
      if (each.do === 'put') return await bridge.scim('PUT', `/Groups/${id}`, body);
      return await patchGroup(bridge, id, { add, remove, replace }[each.do as 'add'](...each.ids));
    }

    async function runOnUser({ do: what, id }: Extract<Command, { id: string }>): Promise<void> {
      const Operations = [{ op: 'replace', path: 'active', value: what === 'enable' }];
      if (what === 'leave') await bridge.scim('DELETE', `/Users/${id}`);
      else if (what === 'return') await bridge.scim('POST', '/Users', { userName: `${id}@example.com` });
      else await bridge.scim('PATCH', `/Users/${id}`, { Operations });
    }

    async function settled(): Promise<void> {
      for (const group of GROUPS) {
        const id = idOf.get(group) ?? '';
        const isThere = (await bridge.scim('GET', `/Groups/${id}`)).status === 200;
        const shown = isThere ? await membersOf(bridge, id) : [];
        for (const person of PEOPLE) {
          const isUser = (await bridge.scim('GET', `/Users/${person}`)).status === 200;
          assert.ok(isUser || !shown.includes(person), `${person} was deleted`);
        }
        // Who leaves is taken out of their groups afterwards.
        const agrees = () => upstreamMembers(bridge, id).join() === shown.join();
        await until('Qualtrics agrees', agrees).catch(() => {
          assert.deepEqual(upstreamMembers(bridge, id), shown);
        });
      }
    }

    for (const group of GROUPS) {
      const { body } = await bridge.scim('POST', '/Groups', { displayName: group });
      idOf.set(group, body.id);
    }
    const before = new Map(PEOPLE.map((id) => [id, unnamed(sandbox, id)]));
    let commands = 0;
    const property = fc.asyncProperty(
      fc.array(fc.array(command, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
      EVERYBODY,
      async (batches, last) => {
        for (const batch of batches) {
          commands += batch.length;
          await Promise.all(batch.map(run));
        }
        await settled();
        for (const id of PEOPLE) await bridge.scim('POST', '/Users', { userName: `${id}@example.com` });
        for (const group of GROUPS) {
          await bridge.scim('POST', '/Groups', { displayName: group });
          const id = idOf.get(group) ?? '';
          assert.equal((await patchGroup(bridge, id, replace(...last))).status, 204);
          assert.deepEqual(upstreamMembers(bridge, id), last.toSorted());
          assert.deepEqual(await membersOf(bridge, id), last.toSorted());
        }
        for (const id of PEOPLE) assert.deepEqual(unnamed(sandbox, id), before.get(id));
      },
    );
    await fc.assert(property, { seed: 7644 + index, numRuns: 15 });
    t.comment(`${commands} requests`);
  });
}
