import t from 'tap';
import { startBridge } from '../../support/bridge.ts';
import { divisionOf, membersOf, patchGroup, peopleOf, pushGroup, values } from './people.ts';

t.test('PUT of a group', async (t) => {
  const bridge = await startBridge(t, { users: 6 });
  const [ada = '', bo = '', cy = '', dee = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales', [ada, bo]);
  const put = (body: object) => bridge.scim('PUT', `/Groups/${id}`, { displayName: 'Sales', ...body });

  await t.test('makes the members those that it names', async (t) => {
    const answer = await put({ members: values([bo, cy, cy]) });
    t.equal(answer.status, 200);
    t.same(answer.body.members.map(({ value }: { value: string }) => value).sort(), [bo, cy].sort());
    t.equal(divisionOf(bridge, ada), null);
    t.equal(divisionOf(bridge, cy), id);
  });

  await t.test('without members says nothing of them', async (t) => {
    bridge.calls();
    t.equal((await put({})).status, 200);
    t.same(bridge.calls(), []);
    t.same(await membersOf(bridge, id), [bo, cy].sort());
  });

  await t.test('with the same members calls nobody', async (t) => {
    bridge.calls();
    t.equal((await put({ members: values([cy, bo, cy]) })).status, 200);
    t.same(bridge.calls(), []);
  });

  for (const members of [[], null]) {
    await t.test(`with members ${JSON.stringify(members)} has none`, async (t) => {
      await put({ members: values([bo, cy]) });
      const answer = await put({ members });
      t.equal(answer.body.members, undefined);
      t.equal(divisionOf(bridge, bo), null);
    });
  }

  await t.test('keeps the externalId that it leaves out, and drops one that it clears', async (t) => {
    t.equal((await put({ externalId: 'idp-1' })).body.externalId, 'idp-1');
    t.equal((await put({})).body.externalId, 'idp-1');
    t.equal((await put({ externalId: null })).body.externalId, undefined);
  });

  await t.test('without a displayName is refused', async (t) => {
    const answer = await bridge.scim('PUT', `/Groups/${id}`, { members: values([ada]) });
    t.equal(answer.status, 400);
    t.equal(divisionOf(bridge, ada), null);
  });

  await t.test('leaves alone who is in the division without the IdP, until they are named', async (t) => {
    bridge.sandbox.putUser({ id: dee, divisionId: id });
    await bridge.scim('GET', `/Users/${dee}`);
    t.same(await membersOf(bridge, id), [dee], 'seen in the division');
    t.same((await put({ members: values([ada]) })).body.members.length, 2);
    t.equal(divisionOf(bridge, dee), id);
    await patchGroup(bridge, id, { op: 'remove', path: `members[value eq "${dee}"]` });
    t.equal(divisionOf(bridge, dee), null);
    t.same(await membersOf(bridge, id), [ada]);
  });

  await t.test('of a group that is not there is 404', async (t) => {
    const answer = await bridge.scim('PUT', '/Groups/DV_none', { displayName: 'X', members: [] });
    t.equal(answer.status, 404);
  });
});
