import t from 'tap';
import { buildApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { createLogger } from '../../../src/ops/logger.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { MembershipStore } from '../../../src/store/memberships.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { environmentFor, TOKEN } from '../../support/brand.ts';
import { startBridge } from '../../support/bridge.ts';
import { add, patchGroup, peopleOf, pushGroup } from './people.ts';

const MANY = 50_000;

t.test('attributes and excludedAttributes choose what is shown of a group', async (t) => {
  const bridge = await startBridge(t, { users: 1, divisions: [] });
  const id = await pushGroup(bridge, 'Sales', peopleOf(bridge));
  const shown = async (query: string) => Object.keys((await bridge.scim('GET', `/Groups/${id}${query}`)).body);
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
  const counted = countingMembers(store);
  const environment = { QUALTRICS_DIVISION_IDS: `${large},${small}` };
  const config = loadConfig(environmentFor(sandbox, environment));
  const logger = createLogger(config.logLevel);
  const { server } = await buildApp(config, { store: counted.store, logger, version: 'test' });
  t.teardown(async () => {
    await server.close();
    await store.close();
  });
  await server.listen({ host: config.host, port: config.port });
  const get = async (path: string) => {
    counted.read = 0;
    const response = await fetch(`${server.listeningOrigin}/scim/v2/Groups${path}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    return await response.json();
  };
  const filter = (text: string) => encodeURIComponent(text);
  const asked = async () => (await get('?excludedAttributes=members')).totalResults;
  // The first listing makes groups of the divisions.
  while ((await asked()) < 2) await new Promise((resolve) => setImmediate(resolve));

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
