/**
 * Random requests on groups and users, all at once, over sockets, with moves by hand in between: when they are
 * answered, every user is in the division that its groups give it, and nothing else of any user has changed.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { type ConflictPolicy, effectiveDivision } from '../../src/provisioning/groups/effective-division.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open-store.ts';
import { add, patchGroup, peopleOf, remove, replace, values } from '../scim/groups/people.ts';
import { slowStore } from '../scim/groups/slow-store.ts';
import { type Answer, type Bridge, startBridgeFor } from '../support/bridge.ts';
import { until } from '../support/until.ts';
import { enrich, unnamed } from './unnamed-fields.ts';

const PEOPLE = 6;
const GROUPS = ['One', 'Two', 'Three', 'Four'];

type Command =
  | {
      readonly do: 'add' | 'remove' | 'replace' | 'put' | 'swap';
      readonly group: string;
      readonly people: number[];
    }
  | { readonly do: 'delete' | 'push' | 'rename'; readonly group: string }
  | { readonly do: 'disable' | 'enable'; readonly person: number };

const group = fc.constantFrom(...GROUPS);
const person = fc.nat(PEOPLE - 1);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom('add', 'add', 'remove', 'remove', 'replace', 'put', 'swap'),
      group,
      people: fc.array(person, { maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('delete', 'push', 'rename'), group }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('disable', 'enable'), person }) },
);

interface Setting {
  readonly options: SandboxOptions;
  readonly policy: ConflictPolicy;
  readonly handMoves: 'keep' | 'set-back';
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'latest wins; PUT replaces': {
    options: { putMode: 'replace' },
    policy: { kind: 'latest' },
    handMoves: 'keep',
  },
  'by priority; PUT merges': {
    options: { putMode: 'merge' },
    policy: { kind: 'priority', groupIds: ['Two', 'One'] },
    handMoves: 'keep',
  },
  'one group only; PUT refuses what it does not know': {
    options: { putMode: 'refuse-unknown' },
    policy: { kind: 'reject' },
    handMoves: 'keep',
  },
  'latest wins; moves by hand are set back': {
    options: { putMode: 'replace' },
    policy: { kind: 'latest' },
    handMoves: 'set-back',
  },
};

for (const [index, [title, setting]] of Object.entries(SETTINGS).entries()) {
  t.test(title, async (t) => {
    const { policy, handMoves } = setting;
    const sandbox = await startSandbox({
      ...setting.options,
      divisions: GROUPS,
      users: PEOPLE,
      seed: index + 1,
    });
    t.teardown(() => sandbox.close());
    const idOf = new Map(sandbox.divisions().map(({ name, id }) => [name, id]));
    const toId = (name: string) => idOf.get(name) ?? '';
    const ids = policy.kind === 'priority' ? policy.groupIds.map(toId) : [];
    const store = await openStore('sqlite::memory:');
    t.teardown(() => store.close());
    const bridge = await startBridgeFor(
      t,
      sandbox,
      {
        SCIM_GROUP_CONFLICT: policy.kind,
        SCIM_GROUP_PRIORITY: ids.join(','),
        SCIM_HAND_MOVES: handMoves,
        QUALTRICS_DIVISION_IDS: [...idOf.values()].join(','),
        ...(handMoves === 'set-back' && { SCIM_SYNC_INTERVAL_SECONDS: '1' }),
      },
      async () => slowStore(store),
    );
    const rule = policy.kind === 'priority' ? { ...policy, groupIds: ids } : policy;
    const people = peopleOf(bridge);
    for (const id of people) enrich(sandbox, id, { divisionId: null });
    for (const id of people) await bridge.scim('GET', `/Users/${id}`);
    const before = people.map((id) => unnamed(sandbox, id));

    const property = fc.asyncProperty(
      fc.array(command, { minLength: 10, maxLength: 40 }),
      fc.array(fc.tuple(person, fc.constantFrom(...GROUPS)), { maxLength: 3 }),
      async (commands, moves) => {
        const requests = commands.map((each) => send(bridge, each, toId, people));
        if (handMoves === 'set-back') {
          for (const [who, name] of moves) sandbox.putUser({ id: people[who] ?? '', divisionId: toId(name) });
        }
        for (const { status, text } of await Promise.all(requests)) {
          assert.ok([200, 201, 204, 404, 409].includes(status), `${status} ${text}`);
        }
        for (const id of people) {
          const isThere = () => isInItsDivision(bridge, rule, id, handMoves === 'set-back');
          if (handMoves === 'set-back') await until('the next listing has set back', isThere);
          else assert.ok(await isThere(), `${id} is where its groups say`);
        }
        assert.deepEqual(
          people.map((id) => unnamed(sandbox, id)),
          before,
        );
      },
    );
    await fc.assert(property, { seed: 76 + index, numRuns: handMoves === 'set-back' ? 4 : 25 });
  });
}

function send(
  bridge: Bridge,
  each: Command,
  toId: (group: string) => string,
  people: readonly string[],
): Promise<Answer> {
  if ('person' in each) {
    const Operations = [{ op: 'replace', path: 'active', value: each.do === 'enable' }];
    return bridge.scim('PATCH', `/Users/${people[each.person]}`, { Operations });
  }
  const id = toId(each.group);
  const members = 'people' in each ? each.people.map((index) => people[index] ?? '') : [];
  const displayName = each.group;
  switch (each.do) {
    case 'add':
      return patchGroup(bridge, id, add(...members));
    case 'remove':
      return patchGroup(bridge, id, remove(...members));
    case 'replace':
      return patchGroup(bridge, id, replace(...members));
    case 'swap':
      return patchGroup(bridge, id, remove(...members), add(...members.slice(1), ...people.slice(0, 1)));
    case 'put':
      return bridge.scim('PUT', `/Groups/${id}`, { displayName, members: values(members) });
    case 'rename':
      return patchGroup(bridge, id, { op: 'replace', value: { id, displayName: displayName.toUpperCase() } });
    case 'push':
      return bridge.scim('POST', '/Groups', { displayName });
    case 'delete':
      return bridge.scim('DELETE', `/Groups/${id}`);
    default:
      throw new TypeError('no such command');
  }
}

/** By what the bridge itself tells of the user's groups, oldest first. */
async function isInItsDivision(
  { scim, sandbox }: Bridge,
  policy: ConflictPolicy,
  userId: string,
  mayBeElsewhere: boolean,
): Promise<boolean> {
  const { body } = await scim('GET', `/Users/${userId}`);
  const rows = (body.groups ?? []).map(({ value }: { value: string }, seq: number) => {
    return { groupId: value, userId, seq };
  });
  if (policy.kind === 'reject') assert.ok(rows.length <= 1, 'one group at most');
  const given = effectiveDivision(rows, policy)?.groupId ?? null;
  const { divisionId = null } = sandbox.user(userId) ?? {};
  return divisionId === given || (given === null && mayBeElsewhere);
}
