/**
 * Random requests and moves by hand, one after the other, over sockets: after each of them every user is in the
 * division that a model of the rules has, and nothing else of any user has changed.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { ConflictPolicy } from '../../src/provisioning/groups/effective-division.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { add, patchGroup, peopleOf, remove, replace, values } from '../scim/groups/people.ts';
import { type Answer, type Bridge, startBridgeFor } from '../support/bridge.ts';
import { GroupModel } from './group-model.ts';
import { enrich, unnamed } from './unnamed-fields.ts';

const PEOPLE = ['ada', 'bo', 'cy', 'dee'];
const GROUPS = ['One', 'Two', 'Three'];
const ELSEWHERE = ['Elsewhere', ...GROUPS];

type Command =
  | { readonly do: 'add' | 'remove' | 'replace' | 'put'; readonly group: string; readonly names: string[] }
  | { readonly do: 'delete' | 'push'; readonly group: string }
  | { readonly do: 'disable' | 'enable' | 'leaveAndReturn'; readonly name: string }
  | { readonly do: 'moveByHand'; readonly name: string; readonly division: string | null };

const group = fc.constantFrom(...GROUPS);
const name = fc.constantFrom(...PEOPLE);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom('add', 'add', 'remove', 'replace', 'put'),
      group,
      names: fc.array(name, { maxLength: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('delete', 'push', 'push'), group }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('disable', 'enable', 'leaveAndReturn'), name }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('moveByHand'),
      name,
      division: fc.constantFrom(...ELSEWHERE, null),
    }),
  },
);

interface Setting {
  readonly options: SandboxOptions;
  readonly policy: ConflictPolicy;
  readonly hasDefault: boolean;
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'latest wins; PUT replaces': {
    options: { putMode: 'replace' },
    policy: { kind: 'latest' },
    hasDefault: false,
  },
  'by priority; PUT merges; a default division': {
    options: { putMode: 'merge', nullDivision: 'refused' },
    policy: { kind: 'priority', groupIds: ['Two', 'One'] },
    hasDefault: true,
  },
  'one group only; PUT refuses what it does not know': {
    options: { putMode: 'refuse-unknown' },
    policy: { kind: 'reject' },
    hasDefault: false,
  },
};

for (const [index, [title, setting]] of Object.entries(SETTINGS).entries()) {
  t.test(title, async (t) => {
    const divisions = ['Elsewhere', 'Home', ...GROUPS];
    const sandbox = await startSandbox({ ...setting.options, divisions });
    t.teardown(() => sandbox.close());
    for (const person of PEOPLE) sandbox.putUser({ id: `UR_${person}`, username: `${person}@example.com` });
    const idOf = new Map(sandbox.divisions().map((division) => [division.name, division.id]));
    const { policy, hasDefault } = setting;
    const ids = policy.kind === 'priority' ? policy.groupIds.map((each) => idOf.get(each)) : [];
    const bridge = await startBridgeFor(t, sandbox, {
      SCIM_GROUP_CONFLICT: policy.kind,
      SCIM_GROUP_PRIORITY: ids.join(','),
      QUALTRICS_DIVISION_IDS: [...idOf.values()].join(','),
      ...(hasDefault && { QUALTRICS_DEFAULT_DIVISION_ID: idOf.get('Home') }),
    });
    t.equal(peopleOf(bridge).length, PEOPLE.length);
    let commands = 0;
    const property = fc.asyncProperty(
      fc.array(command, { minLength: 5, maxLength: 25 }),
      async (sequence) => {
        const brand = await freshBrand(bridge, idOf);
        const model = new GroupModel(PEOPLE, policy, hasDefault ? 'Home' : null);
        for (const each of GROUPS) model.live.add(each);
        for (const each of sequence) {
          commands += 1;
          await brand.run(each, model);
          brand.check(model, each);
        }
      },
    );
    await fc.assert(property, { seed: 7643 + index, numRuns: 40 });
    t.comment(`${commands} requests and moves by hand`);
  });
}

/** Everybody without a group and a division, every group there. */
async function freshBrand(bridge: Bridge, idOf: ReadonlyMap<string, string>) {
  const { sandbox } = bridge;
  const userId = (person: string) => `UR_${person}`;
  const groupPath = (each: string) => `/Groups/${idOf.get(each)}`;
  for (const each of GROUPS) {
    await bridge.scim('DELETE', groupPath(each));
    await bridge.scim('POST', '/Groups', { displayName: each });
  }
  for (const person of PEOPLE) {
    enrich(sandbox, userId(person), { divisionId: null, status: 'active' });
    await bridge.scim('GET', `/Users/${userId(person)}`);
  }
  const before = new Map(PEOPLE.map((person) => [person, unnamed(sandbox, userId(person))]));

  async function run(each: Command, model: GroupModel): Promise<void> {
    switch (each.do) {
      case 'add':
      case 'remove':
      case 'replace':
      case 'put': {
        const members = each.names.map(userId);
        const id = idOf.get(each.group) ?? '';
        const body = { displayName: each.group, members: values(members) };
        const form = { add, remove, replace }[each.do === 'put' ? 'replace' : each.do];
        const answer =
          each.do === 'put'
            ? await bridge.scim('PUT', groupPath(each.group), body)
            : await patchGroup(bridge, id, form(...members));
        if (!model.live.has(each.group)) return expectStatus(answer, 404);
        const isAllowed = applyTo(model, each);
        return expectStatus(answer, isAllowed ? (each.do === 'put' ? 200 : 204) : 409);
      }
      case 'delete':
        expectStatus(
          await bridge.scim('DELETE', groupPath(each.group)),
          model.live.has(each.group) ? 204 : 404,
        );
        return model.delete(each.group);
      case 'push': {
        const answer = await bridge.scim('POST', '/Groups', { displayName: each.group });
        expectStatus(answer, model.live.has(each.group) ? 409 : 201);
        if (answer.status === 201) assert.equal(answer.body.id, idOf.get(each.group));
        model.live.add(each.group);
        return;
      }
      case 'disable':
      case 'enable': {
        const active = each.do === 'enable';
        const Operations = [{ op: 'replace', path: 'active', value: active }];
        expectStatus(await bridge.scim('PATCH', `/Users/${userId(each.name)}`, { Operations }), 200);
        assert.equal(sandbox.user(userId(each.name))?.status, active ? 'active' : 'disabled');
        return;
      }
      case 'leaveAndReturn': {
        const { body: user } = await bridge.scim('GET', `/Users/${userId(each.name)}`);
        expectStatus(await bridge.scim('DELETE', `/Users/${user.id}`), 204);
        const { userName, name } = user;
        expectStatus(await bridge.scim('POST', '/Users', { userName, name, active: true }), 201);
        return model.leaveAll(each.name);
      }
      case 'moveByHand': {
        const divisionId = each.division === null ? null : (idOf.get(each.division) ?? '');
        sandbox.putUser({ id: userId(each.name), divisionId });
        await bridge.scim('GET', `/Users/${userId(each.name)}`);
        return model.moveByHand(each.name, each.division);
      }
    }
  }

  function check(model: GroupModel, after: Command): void {
    for (const [person, { division }] of model.people) {
      const wanted = division === null ? null : idOf.get(division);
      const record = sandbox.user(userId(person));
      assert.equal(record?.divisionId, wanted, `${person} after ${JSON.stringify(after)}`);
      assert.deepEqual(unnamed(sandbox, userId(person)), before.get(person));
    }
  }

  return { run, check };
}

function applyTo(
  model: GroupModel,
  { do: kind, group, names }: Extract<Command, { names: string[] }>,
): boolean {
  if (kind === 'add') return model.add(group, names);
  if (kind !== 'remove') return model.replace(group, names);
  model.remove(group, names);
  return true;
}

function expectStatus({ status, text }: Answer, wanted: number): void {
  assert.equal(status, wanted, text);
}
