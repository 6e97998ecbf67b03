import t from 'tap';
import { send, startBridge } from '../../support/bridge.ts';
import { add, divisionOf, membersOf, patchGroup, peopleOf, pushGroup } from './people.ts';

t.test('members of a deleted group fall back to the group before it, or to none', async (t) => {
  const bridge = await startBridge(t, { users: 3 });
  const [ada = '', bo = '', cy = ''] = peopleOf(bridge);
  const first = await pushGroup(bridge, 'First', [ada]);
  const second = await pushGroup(bridge, 'Second', [ada, bo]);
  const third = await pushGroup(bridge, 'Third', [cy]);
  t.equal((await bridge.scim('DELETE', `/Groups/${second}`)).status, 204);
  t.equal(divisionOf(bridge, ada), first);
  t.equal(divisionOf(bridge, bo), null);
  t.equal(divisionOf(bridge, cy), third);
});

t.test('the group is gone from SCIM, the division lives on', async (t) => {
  const bridge = await startBridge(t, { users: 2, divisions: [] });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales', [ada]);
  bridge.sandbox.putUser({ id: bo, divisionId: id });
  await bridge.scim('GET', `/Users/${bo}`);
  await bridge.scim('DELETE', `/Groups/${id}`);
  for (const [method, body] of [['GET'], ['DELETE'], ['PUT', { displayName: 'Sales' }]] as const) {
    t.equal((await bridge.scim(method, `/Groups/${id}`, body)).status, 404, method);
  }
  t.equal((await patchGroup(bridge, id, add(ada))).status, 404);
  t.equal((await bridge.scim('GET', '/Groups')).body.totalResults, 0);
  t.equal((await bridge.scim('GET', `/Groups?filter=members%20eq%20%22${bo}%22`)).body.totalResults, 0);
  t.equal((await bridge.scim('GET', `/Users/${bo}`)).body.groups, undefined);
  t.equal((await bridge.scim('GET', `/Users?filter=groups%20eq%20%22${id}%22`)).body.totalResults, 0);
  t.ok(bridge.sandbox.divisions().some((division) => division.id === id));
  t.equal(divisionOf(bridge, bo), id, 'who was there without the IdP stays');
});

t.test('pushing the same name again gives the same division back', async (t) => {
  const bridge = await startBridge(t, { users: 2 }, { SCIM_GROUP_CREATE: 'allow' });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales', [ada]);
  const { created } = (await bridge.scim('GET', `/Groups/${id}`)).body.meta;
  await bridge.scim('DELETE', `/Groups/${id}`);
  bridge.calls();
  t.equal(await pushGroup(bridge, 'SALES', [bo]), id);
  t.same(
    bridge.calls().filter((call) => call.includes('divisions')),
    [`GET /API/v3/divisions/${id}`, `PUT /API/v3/divisions/${id}`],
    'under the name as it is sent now',
  );
  t.same(await membersOf(bridge, id), [bo], 'without those who were members before');
  t.equal((await bridge.scim('GET', `/Groups/${id}`)).body.meta.created, created);
  t.equal(divisionOf(bridge, bo), id);
  t.equal(bridge.sandbox.divisions().find((division) => division.id === id)?.name, 'SALES');
});

t.test('a division that is gone, or has another name by now, is not given back', async (t) => {
  const bridge = await startBridge(t, { divisions: [] });
  for (const leave of [
    (id: string) => bridge.sandbox.removeDivision(id),
    (id: string) => bridge.sandbox.putDivision({ id, name: 'Insights' }),
  ]) {
    const id = await pushGroup(bridge, 'Sales');
    await bridge.scim('DELETE', `/Groups/${id}`);
    leave(id);
    const again = await pushGroup(bridge, 'Sales');
    t.not(again, id);
    await bridge.scim('DELETE', `/Groups/${again}`);
    t.equal(await pushGroup(bridge, 'Sales'), again, 'the one of that name that was deleted last is');
    bridge.sandbox.removeDivision(again);
    const rename = { op: 'replace', path: 'displayName', value: 'New' };
    const refused = await patchGroup(bridge, again, rename);
    t.match(refused, { status: 400, body: { detail: /no such division any more/ } });
    await bridge.scim('DELETE', `/Groups/${again}`);
  }
});

t.test('a name that somebody took in the meantime is not given back', async (t) => {
  const bridge = await startBridge(t, { divisions: [] });
  const old = await pushGroup(bridge, 'Sales');
  await bridge.scim('DELETE', `/Groups/${old}`);
  const other = await pushGroup(bridge, 'Other');
  await patchGroup(bridge, other, { op: 'replace', value: { displayName: 'Sales' } });
  t.equal((await bridge.scim('POST', '/Groups', { displayName: 'Sales' })).status, 409);
});

t.test('a group deleted while members are added keeps none of them', async (t) => {
  const bridge = await startBridge(t, { users: 40, divisions: [], latencyMs: 2 });
  const people = peopleOf(bridge);
  for (let round = 0; round < 5; round++) {
    const id = await pushGroup(bridge, `Sales ${round}`, people.slice(0, 5));
    await Promise.all([
      ...people.slice(5).map((person) => patchGroup(bridge, id, add(person))),
      bridge.scim('DELETE', `/Groups/${id}`),
    ]);
    const left = people.filter((person) => divisionOf(bridge, person) === id);
    t.same(left, [], 'nobody is in the division of the deleted group');
    for (const person of people)
      t.equal((await bridge.scim('GET', `/Users/${person}`)).body.groups, undefined);
  }
});

t.test('the moves of a deleted group wait behind leavers, whose lane they are not in', async (t) => {
  const bridge = await startBridge(t, { users: 3, divisions: [] });
  const people = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales', people);
  const calls = async () => {
    const { text } = await send(`${bridge.origin}/metrics`, 'GET');
    return text.match(
      /^qualtrics_call_queued_seconds_count\{connection="default",lane="deactivation"\} (\d+)$/m,
    )?.[1];
  };
  t.equal((await bridge.scim('DELETE', `/Groups/${id}`)).status, 204);
  t.equal(await calls(), undefined);
  await bridge.scim('DELETE', `/Users/${people[0]}`);
  t.ok(Number(await calls()) > 0, 'which is theirs');
});
