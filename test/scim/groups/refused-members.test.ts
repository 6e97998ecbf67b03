import t from 'tap';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { startBridge, startBridgeFor } from '../../support/bridge.ts';
import {
  add,
  divisionOf,
  membersOf,
  patchGroup,
  peopleOf,
  pushGroup,
  remove,
  replace,
  values,
} from './people.ts';
import { slowStore } from './slow-store.ts';

t.test('members who are no users are named in a 400, and nothing is changed', async (t) => {
  const bridge = await startBridge(t, { users: 2, divisions: [] });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales', [ada]);
  const strangers = Array.from({ length: 12 }, (_, n) => `UR_stranger${n}`);
  bridge.calls();
  for (const answer of [
    await patchGroup(bridge, id, remove(ada), add(bo, ...strangers)),
    await patchGroup(bridge, id, replace(bo, ...strangers)),
    await bridge.scim('PUT', `/Groups/${id}`, { displayName: 'New', members: values([bo, ...strangers]) }),
    await bridge.scim('POST', '/Groups', { displayName: 'New', members: values([bo, ...strangers]) }),
  ]) {
    t.match(answer, { status: 400, body: { scimType: 'invalidValue', status: '400' } });
    t.match(answer.body.detail, /UR_stranger0, UR_stranger1,.* and 2 more\. Nothing was changed/);
  }
  t.same(
    bridge.calls().filter((call) => !call.startsWith('GET /API/v3/users/UR_stranger')),
    [],
  );
  t.same(await membersOf(bridge, id), [ada]);
  t.equal(divisionOf(bridge, bo), null);
});

t.test('groups, odd ids and values that are no ids are no members', async (t) => {
  const bridge = await startBridge(t, { users: 1, divisions: [] });
  const id = await pushGroup(bridge, 'Sales');
  for (const value of [id, '../whoami', 'UR_%2e%2e', '__proto__', ' ']) {
    t.equal((await patchGroup(bridge, id, add(value))).status, 400, value);
  }
  t.same(await membersOf(bridge, id), []);
});

t.test('whoever Qualtrics has may be a member, also before the next listing', async (t) => {
  const bridge = await startBridge(t, { users: 1, divisions: [] });
  const id = await pushGroup(bridge, 'Sales');
  const { id: fresh } = bridge.sandbox.putUser({ username: 'fresh@example.com' });
  t.equal((await patchGroup(bridge, id, add(fresh))).status, 204);
  t.equal(divisionOf(bridge, fresh), id);
  t.same(await membersOf(bridge, id), [fresh]);
});

t.test('an outage while strangers are asked for is no statement about them', async (t) => {
  const bridge = await startBridge(t, { users: 1, divisions: [] });
  const id = await pushGroup(bridge, 'Sales');
  bridge.sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 503 } });
  t.equal((await patchGroup(bridge, id, add('UR_unheard'))).status, 503);
  bridge.sandbox.clearFaults();
  t.equal((await patchGroup(bridge, id, add('UR_unheard'))).status, 400);
});

t.test('a user who is gone from Qualtrics cannot become a member any more', async (t) => {
  const bridge = await startBridge(t, { users: 2, divisions: [] });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const sales = await pushGroup(bridge, 'Sales', [ada, bo]);
  bridge.sandbox.removeUser(ada);
  const trade = await pushGroup(bridge, 'Trade');
  t.equal((await patchGroup(bridge, trade, add(ada, bo))).status, 204, 'the index had not heard of it');
  t.same(await membersOf(bridge, sales), [ada, bo], 'a listing will tell whether they are gone for good');
  const third = await pushGroup(bridge, 'Third');
  t.equal((await patchGroup(bridge, third, add(ada))).status, 400, 'now it has');
});

t.test('two groups for one user, where one is allowed, is 409 and names the other', async (t) => {
  const bridge = await startBridge(t, { users: 3, divisions: [] }, { SCIM_GROUP_CONFLICT: 'reject' });
  const [ada = '', bo = '', cy = ''] = peopleOf(bridge);
  const sales = await pushGroup(bridge, 'Sales', [ada]);
  const trade = await pushGroup(bridge, 'Trade', [cy]);
  const count = bridge.sandbox.divisions().length;
  const rename = { op: 'replace', path: 'displayName', value: 'New' };
  for (const ask of [
    () => patchGroup(bridge, trade, rename, remove(cy), add(bo, ada)),
    () => bridge.scim('PUT', `/Groups/${trade}`, { displayName: 'New', members: values([bo, ada]) }),
    () => bridge.scim('POST', '/Groups', { displayName: 'Third', members: values([bo, ada]) }),
  ]) {
    const answer = await ask();
    t.match(answer, { status: 409, body: { scimType: 'uniqueness' } });
    t.match(
      answer.body.detail,
      new RegExp(`${ada} is in the group "Sales" \\(${sales}\\).*Nothing was changed`),
    );
    t.equal((await bridge.scim('GET', `/Groups/${trade}`)).body.displayName, 'Trade');
  }
  t.same(await membersOf(bridge, trade), [cy]);
  t.equal(bridge.sandbox.divisions().length, count);
  t.equal((await patchGroup(bridge, sales, add(ada))).status, 204, 'the same group again is none');
  await patchGroup(bridge, sales, remove(ada));
  t.equal((await patchGroup(bridge, trade, add(ada))).status, 204, 'after the first has ended');
  t.equal(divisionOf(bridge, ada), trade);
});

t.test('of two groups that ask for the same user at once, one is refused', async (t) => {
  const sandbox = await startSandbox({ users: 8, divisions: [] });
  t.teardown(() => sandbox.close());
  const store = await openStore('sqlite::memory:');
  t.teardown(() => store.close());
  const bridge = await startBridgeFor(t, sandbox, { SCIM_GROUP_CONFLICT: 'reject' }, async () =>
    slowStore(store),
  );
  const [sales, trade] = [await pushGroup(bridge, 'Sales'), await pushGroup(bridge, 'Trade')];
  for (const person of peopleOf(bridge)) {
    const answers = await Promise.all([sales, trade].map((id) => patchGroup(bridge, id, add(person))));
    t.same(answers.map(({ status }) => status).sort(), [204, 409]);
  }
});
