import t from 'tap';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { MembershipStore } from '../../../src/store/memberships.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { startBridge, startBridgeFor } from '../../support/bridge.ts';
import { add, patchGroup, peopleOf, pushGroup } from './people.ts';

const MANY = 50_000;

t.test('attributes and excludedAttributes choose what is shown of a group', async (t) => {
  const bridge = await startBridge(t, { users: 1, divisions: [] });
  const id = await pushGroup(bridge, 'Sales', peopleOf(bridge));
  const shown = async (query: string) =>
    Object.keys((await bridge.scim('GET', `/Groups/${id}${query}`)).body);
  t.same(await shown(''), ['schemas', 'id', 'displayName', 'meta', 'members']);
  t.same(await shown('?excludedAttributes=members'), ['schemas', 'id', 'displayName', 'meta']);
  t.same(await shown('?excludedAttributes=MEMBERS,meta'), ['schemas', 'id', 'displayName']);
  t.same((await shown('?attributes=displayName')).toSorted(), ['displayName', 'id', 'schemas']);
  t.same((await shown('?attributes=members.value')).toSorted(), ['id', 'members', 'schemas']);
  t.equal((await bridge.scim('GET', `/Groups/${id}?attributes=id&excludedAttributes=meta`)).status, 400);
});

t.test('a PATCH answers 204, and the group when it is asked for attributes', async (t) => {
  const bridge = await startBridge(t, { users: 2, divisions: [] });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales', [ada]);
  t.match(await patchGroup(bridge, id, add(bo)), { status: 204, text: '' });
  const body = { Operations: [{ op: 'replace', path: 'displayName', value: 'Trade' }] };
  const asked = await bridge.scim('PATCH', `/Groups/${id}?attributes=displayName`, body);
  t.match(asked, { status: 200, body: { id, displayName: 'Trade' } });
  const refused = await bridge.scim('PATCH', `/Groups/${id}?attributes=a&excludedAttributes=b`, {
    Operations: [{ op: 'remove', path: 'members' }],
  });
  t.equal(refused.status, 400);
  t.equal((await bridge.scim('GET', `/Groups/${id}`)).body.members.length, 2, 'and has changed nothing');
});

t.test(`of a group of ${MANY}, members are read for nobody who does not ask for them`, async (t) => {
  const sandbox = await startSandbox({ divisions: ['Large', 'Small'] });
  t.teardown(() => sandbox.close());
  const [large = '', small = ''] = sandbox.divisions().map(({ id }) => id);
  const store = await openStore('sqlite::memory:');
  const ids = Array.from({ length: MANY }, (_, n) => `UR_${n}`);
  await store.connection('default').memberships.change({ groupId: large, add: ids, remove: [], due: [] });
  t.teardown(() => store.close());
  const counted = countingMembers(store);
  const bridge = await startBridgeFor(
    t,
    sandbox,
    {
      QUALTRICS_DIVISION_IDS: `${large},${small}`,
    },
    async () => counted.store,
  );
  const get = async (path: string) => {
    counted.read = 0;
    const { status, body, text } = await bridge.scim('GET', `/Groups${path}`);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
    return body;
  };
  const filter = (text: string) => encodeURIComponent(text);

  for (const path of [
    '?excludedAttributes=members',
    '?attributes=displayName&startIndex=2&count=1',
    '?count=0',
    `?filter=${filter('displayName sw "l"')}&excludedAttributes=members`,
    `?filter=${filter('displayName eq "large"')}&attributes=id`,
    `?filter=${filter(`id eq "${large}" and members eq "UR_77"`)}&attributes=id`,
    `?filter=${filter('members.value eq "UR_77"')}&excludedAttributes=members`,
    `?filter=${filter(`not (members[value eq "UR_77"])`)}&attributes=displayName`,
    `/${large}?excludedAttributes=members`,
    `/${large}?attributes=displayName`,
  ]) {
    const body = await get(path);
    t.ok(body.id ?? body.totalResults >= 1, path);
    t.equal(counted.read, 0, `no member is read for ${path}`);
  }
  t.equal((await get(`/${large}`)).members.length, MANY, 'and all of them where they are wanted');
  t.equal(counted.read, MANY);
});

/** The store, which counts the members that it gives away. */
function countingMembers(store: Store): { store: Store; read: number } {
  const counter = { store, read: 0 };
  async function* counting(ids: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const id of ids) {
      counter.read += 1;
      yield id;
    }
  }
  counter.store = {
    ...store,
    connection(name) {
      const connection = store.connection(name);
      const memberships: MembershipStore = {
        ...connection.memberships,
        rows: (groupId) => counting(connection.memberships.rows(groupId)),
        seenIn: (divisionId) => counting(connection.memberships.seenIn(divisionId)),
      };
      return { ...connection, memberships };
    },
  };
  return counter;
}
