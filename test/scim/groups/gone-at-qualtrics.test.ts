/** What is gone at Qualtrics is never told as a group that is not there: an IdP would make it anew. */
import t from 'tap';
import { startBridge } from '../../support/bridge.ts';
import { AS_GROUPS, upstreamMembers } from './as-groups.ts';
import { add, membersOf, patchGroup, peopleOf, pushGroup, remove } from './people.ts';

const MEMBER_POST = { path: '/API/v3/groups/*/members', method: 'POST' } as const;

for (const status of [400, 404]) {
  t.test(`a member whom Qualtrics does not find, told as ${status}, waits for the listing`, async (t) => {
    const bridge = await startBridge(t, { users: 2 }, AS_GROUPS);
    const [ada = '', bo = ''] = peopleOf(bridge);
    const id = await pushGroup(bridge, 'Panel', [ada]);
    bridge.sandbox.removeUser(bo);
    bridge.sandbox.fault({ match: MEMBER_POST, effect: { kind: 'status', status } });
    t.equal((await patchGroup(bridge, id, add(bo))).status, 204);
    t.same(upstreamMembers(bridge, id), [ada]);
    t.equal((await bridge.scim('GET', `/Users/${bo}`)).status, 404);
    t.equal((await bridge.scim('GET', `/Groups/${id}`)).status, 200);
  });
}

t.test('a member who is there and of whom a 404 speaks is a refusal, and is tried again', async (t) => {
  const bridge = await startBridge(t, { users: 1 }, AS_GROUPS);
  const [ada = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Panel');
  bridge.sandbox.fault({ match: MEMBER_POST, effect: { kind: 'status', status: 404 } });
  const answer = await patchGroup(bridge, id, add(ada));
  t.match(answer, { status: 400, body: { detail: /memberships are recorded.*does not take this user/ } });
  t.equal((await patchGroup(bridge, id, add(ada))).status, 204);
  t.same(upstreamMembers(bridge, id), [ada]);
});

for (const body of ['json', 'json-no-code'] as const) {
  t.test(
    `a group that was deleted in Qualtrics takes nobody in and lets everybody go (${body})`,
    async (t) => {
      const bridge = await startBridge(t, { users: 2 }, AS_GROUPS);
      const [ada = '', bo = ''] = peopleOf(bridge);
      const id = await pushGroup(bridge, 'Panel', [ada]);
      bridge.sandbox.removeGroup(id);
      bridge.sandbox.fault({
        match: { path: new RegExp(`/groups/${id}`), times: 'always' },
        effect: { kind: 'status', status: 404, body },
      });
      const answer = await patchGroup(bridge, id, add(bo));
      t.match(answer, { status: 400, body: { detail: /Qualtrics has no such group/ } });
      t.equal((await patchGroup(bridge, id, remove(ada, bo))).status, 204);
      t.same(await membersOf(bridge, id), []);
      const renamed = await bridge.scim('PUT', `/Groups/${id}`, { displayName: 'Panels' });
      t.match(renamed, { status: 400, body: { detail: /no such group any more/ } });
    },
  );

  t.test(`what a DELETE wants is so where the group is gone from Qualtrics already (${body})`, async (t) => {
    const bridge = await startBridge(t, { users: 1 }, { ...AS_GROUPS, SCIM_GROUP_DELETE: 'delete' });
    const id = await pushGroup(bridge, 'Panel', peopleOf(bridge));
    bridge.sandbox.removeGroup(id);
    bridge.sandbox.fault({
      match: { path: `/API/v3/groups/${id}`, times: 'always' },
      effect: { kind: 'status', status: 404, body },
    });
    t.equal((await bridge.scim('DELETE', `/Groups/${id}`)).status, 204);
    t.equal((await bridge.scim('GET', `/Groups/${id}`)).status, 404);
    t.not(await pushGroup(bridge, 'Panel'), id);
  });
}

t.test('a 404 without a code says nothing of a group that the list still has', async (t) => {
  const bridge = await startBridge(t, { users: 1 }, AS_GROUPS);
  const id = await pushGroup(bridge, 'Panel');
  bridge.sandbox.fault({
    match: { path: new RegExp(`/groups/${id}`), times: 'always' },
    effect: { kind: 'status', status: 404, body: 'json-no-code' },
  });
  t.equal((await patchGroup(bridge, id, add(...peopleOf(bridge)))).status, 503);
});

t.test('a move that Qualtrics answers with 404 is no 404 of the group', async (t) => {
  const bridge = await startBridge(t, { users: 1, divisions: [] });
  const [ada = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales');
  bridge.sandbox.fault({
    match: { path: `/API/v3/users/${ada}`, method: 'PUT' },
    effect: { kind: 'status', status: 404 },
  });
  t.match(await patchGroup(bridge, id, add(ada)), {
    status: 400,
    body: { detail: /no such user, division/ },
  });
});
