import t, { type Test } from 'tap';
import type { MemberStep } from '../../../src/provisioning/groups/member-steps.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { AS_GROUPS, upstreamMembers } from '../../scim/groups/as-groups.ts';
import { type Brand, startBrand } from '../../support/brand.ts';
import { until } from '../../support/until.ts';
import { connect } from '../connect.ts';

interface Scene extends Brand {
  readonly people: readonly string[];
  create(displayName: string, members: readonly string[]): Promise<string>;
  change(id: string, ...steps: MemberStep[]): Promise<void>;
  members(id: string): Promise<string[]>;
  /** What the next day's listing does. */
  nextDay(environment?: NodeJS.ProcessEnv): Promise<void>;
}

async function scene(t: Test, options: SandboxOptions = {}): Promise<Scene> {
  const brand = await startBrand(t, { users: 4, ...options }, AS_GROUPS);
  const { sandbox, connection, operation, store } = brand;
  const idsOf = (resource: { readonly members?: unknown }) =>
    ((resource.members ?? []) as { value: string }[]).map(({ value }) => value).sort();
  return {
    ...brand,
    people: sandbox.users().flatMap(({ id }) => (id === sandbox.ownerId ? [] : id)),
    create: (displayName, members) =>
      connection.groups.create({ displayName, externalId: undefined, members }, operation()),
    change: (id, ...steps) => connection.groups.change(id, (group) => group, steps, operation()),
    members: async (id) => idsOf(await connection.groups.get(id, 'all', operation())),
    async nextDay(environment = {}) {
      for await (const { id } of store.groups.scan()) {
        await store.facts.set(`members.listed:${id}`, '2026-01-01T00:00:00Z');
      }
      const listed = Promise.withResolvers<unknown>();
      const events = { onMembersListed: listed.resolve };
      const later = connect(t, sandbox, store, { ...AS_GROUPS, ...environment }, events);
      await later.index.refresh(AbortSignal.timeout(10_000));
      await listed.promise;
    },
  };
}

t.test('who was added in Qualtrics is a member once it was looked at, and no call later', async (t) => {
  const { people, sandbox, create, members, nextDay, change, calls } = await scene(t, { pageSize: 2 });
  const [ada = '', bo = '', cy = '', dee = ''] = people;
  const id = await create('Panel', [ada]);
  sandbox.putGroup({ id, members: [ada, bo, cy, dee, 'UR_unheard'] });
  t.same(await members(id), [ada]);
  await nextDay();
  t.same(await members(id), [ada, bo, cy, dee].sort());
  calls();
  await change(id, { kind: 'add', ids: [bo] });
  t.same(calls(), [], 'who is there already costs nothing');
  await change(id, { kind: 'replace', ids: [ada] });
  t.same(upstreamMembers({ sandbox }, id), [ada, cy, dee, 'UR_unheard'].sort(), 'who is named now may go');
});

t.test('who was taken out in Qualtrics is a member no more', async (t) => {
  const { people, sandbox, create, members, nextDay, change } = await scene(t);
  const [ada = '', bo = ''] = people;
  const id = await create('Panel', [ada, bo]);
  sandbox.putGroup({ id, members: [bo] });
  await nextDay();
  t.same(await members(id), [bo]);
  t.same(upstreamMembers({ sandbox }, id), [bo]);
  await change(id, { kind: 'add', ids: [ada] });
  t.same(upstreamMembers({ sandbox }, id), [ada, bo].sort(), 'until the IdP says so again');
});

t.test('with set-back they come back, and a replace means everybody', async (t) => {
  const { people, sandbox, store, create, members, nextDay, operation } = await scene(t);
  const [ada = '', bo = '', cy = ''] = people;
  const environment = { SCIM_HAND_MOVES: 'set-back' };
  const id = await create('Panel', [ada]);
  sandbox.putGroup({ id, members: [cy] });
  await nextDay(environment);
  await until('ada is put back', () => upstreamMembers({ sandbox }, id).includes(ada));
  t.same(await members(id), [ada, cy].sort());
  const strict = connect(t, sandbox, store, { ...AS_GROUPS, ...environment });
  await strict.index.refresh(AbortSignal.timeout(10_000));
  await strict.groups.change(id, (group) => group, [{ kind: 'replace', ids: [bo] }], operation());
  t.same(upstreamMembers({ sandbox }, id), [bo]);
});

t.test('a change while the members are being listed is not undone by what was listed', async (t) => {
  const { people, sandbox, create, members, change, nextDay } = await scene(t, { pageSize: 1 });
  const [ada = '', bo = '', cy = ''] = people;
  const id = await create('Panel', [ada, bo]);
  const [first = '', second = ''] = sandbox.groups()[0]?.members ?? [];
  for (const ms of [1, 300]) {
    sandbox.fault({ match: { path: `/API/v3/groups/${id}/members` }, effect: { kind: 'latency', ms } });
  }
  sandbox.clearCalls();
  const listing = nextDay();
  const pages = () => sandbox.calls.filter(({ path }) => path.endsWith('/members')).length;
  await until('one page is read and the next one asked for', () => pages() === 2);
  await change(id, { kind: 'remove', ids: [first] }, { kind: 'add', ids: [cy] });
  await listing;
  t.same(await members(id), [second, cy].sort());
  t.same(upstreamMembers({ sandbox }, id), [second, cy].sort());
});

for (const dialect of ['recorded', 'seed'] as const) {
  t.test(
    `${dialect} dialect: a group that was deleted in Qualtrics is gone with the next listing`,
    async (t) => {
      const { people, sandbox, store, create, members, nextDay } = await scene(t, { dialect });
      const id = await create('Panel', people);
      const other = await create('Other', people);
      sandbox.removeGroup(id);
      await nextDay();
      await t.rejects(members(id), { code: 'not-found' });
      t.same((await members(other)).length, people.length);
      t.same([...(await store.groupMembers.ofUsers(people)).values()].flat().includes(id), false);
      t.not(await create('Panel', people), id, 'and is made anew when it is pushed again');
    },
  );
}

t.test('groups that the account may not list are no reason to forget them', async (t) => {
  const { people, sandbox, create, members, nextDay } = await scene(t);
  const id = await create('Panel', people);
  sandbox.fault({
    match: { path: '/API/v3/groups', times: 'always' },
    effect: { kind: 'status', status: 403 },
  });
  sandbox.removeGroup(id);
  await nextDay();
  t.same((await members(id)).length, people.length);
});

const UNTOLD = {
  'a 403': { kind: 'status', status: 403 },
  'a 404 without a code': { kind: 'status', status: 404, body: 'json-no-code' },
} as const;

for (const [title, effect] of Object.entries(UNTOLD)) {
  t.test(`a group whose members are not told (${title}) keeps no other from it, and is told`, async (t) => {
    const { people, sandbox, store, create, members } = await scene(t);
    const [ada = '', bo = ''] = people;
    const ids = [await create('One', [ada]), await create('Two', [ada]), await create('Three', [ada])];
    for (const id of ids) sandbox.putGroup({ id, members: [ada, bo] });
    const scanned = await Array.fromAsync(store.groups.scan());
    const [first = '', ...others] = scanned.flatMap(({ id }) => (ids.includes(id) ? id : []));
    sandbox.fault({ match: { path: `/API/v3/groups/${first}/members`, times: 'always' }, effect });
    const told = Promise.withResolvers<unknown>();
    const events = { onMembersListed: told.resolve };
    for (const id of ids) await store.facts.set(`members.listed:${id}`, '2026-01-01T00:00:00Z');
    const later = connect(t, sandbox, store, AS_GROUPS, events);
    await later.index.refresh(AbortSignal.timeout(10_000));
    t.match(await told.promise, { failure: { name: 'QualtricsError', status: effect.status } });
    for (const id of others) t.same(await members(id), [ada, bo].sort());
    t.same(await members(first), [ada]);
  });
}
