import t from 'tap';
import { buildApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { createLogger } from '../../../src/ops/logger.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { environmentFor } from '../../support/brand.ts';
import { send, startBridge } from '../../support/bridge.ts';
import { add, divisionOf, membersOf, patchGroup, peopleOf, pushGroup, remove, values } from './people.ts';

t.test('a pushed group becomes a division', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const [ada = ''] = peopleOf(bridge);
  const sent = { displayName: 'Sales', externalId: 'idp-1', members: values([ada, ada]) };
  const { status, headers, body } = await bridge.scim('POST', '/Groups', sent);
  t.equal(status, 201);
  t.match(headers.get('location'), new RegExp(`/scim/v2/Groups/${body.id}$`));
  t.match(body, { displayName: 'Sales', externalId: 'idp-1', members: [{ value: ada, type: 'User' }] });
  t.equal(body.members.length, 1);
  t.equal(body.meta.location, headers.get('location'));
  t.equal(bridge.sandbox.divisions().find(({ id }) => id === body.id)?.name, 'Sales');
  t.equal(divisionOf(bridge, ada), body.id);
});

t.test('a name that is there, in any letter case, is 409 uniqueness', async (t) => {
  const bridge = await startBridge(t, { divisions: [] });
  const id = await pushGroup(bridge, 'Sales');
  bridge.calls();
  const again = await bridge.scim('POST', '/Groups', { displayName: 'SALES' });
  t.match(again, { status: 409, body: { scimType: 'uniqueness' } });

  const other = await pushGroup(bridge, 'Other');
  bridge.calls();
  const renamed = await patchGroup(bridge, other, { op: 'replace', path: 'displayName', value: 'sALES' });
  t.match(renamed, { status: 409, body: { scimType: 'uniqueness' } });
  t.same(bridge.calls(), []);
  t.equal((await patchGroup(bridge, id, { op: 'replace', value: { displayName: 'sales' } })).status, 204);
  t.equal(
    bridge.sandbox.divisions().find((division) => division.id === id)?.name,
    'sales',
    'its own, though',
  );
});

t.test('a division that was made in Qualtrics since the listing is linked, not made twice', async (t) => {
  const bridge = await startBridge(t, { divisionsList: true, divisions: ['Research'] });
  const { id } = bridge.sandbox.putDivision({ name: 'Sales' });
  const answer = await bridge.scim('POST', '/Groups', { displayName: 'sales' });
  t.match(answer, { status: 409, body: { scimType: 'uniqueness' } });
  const found = await bridge.scim('GET', '/Groups?filter=displayName%20eq%20%22sales%22');
  t.match(found.body, { totalResults: 1, Resources: [{ id, displayName: 'Sales' }] });
});

t.test('two pushes of one name at once make one division', async (t) => {
  const bridge = await startBridge(t, { divisions: [] });
  const post = (displayName: string) => bridge.scim('POST', '/Groups', { displayName });
  const answers = await Promise.all(['Sales', 'SALES', 'sales', 'Sales'].map(post));
  t.same(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
  t.equal(bridge.sandbox.divisions().length, 1);
});

t.test('two groups cannot be renamed to one name at once', async (t) => {
  const bridge = await startBridge(t, { divisions: [] });
  const ids = [await pushGroup(bridge, 'One'), await pushGroup(bridge, 'Two')];
  const rename = (id: string) => patchGroup(bridge, id, { op: 'replace', value: { displayName: 'Same' } });
  const answers = await Promise.all([
    ...ids.map(rename),
    bridge.scim('POST', '/Groups', { displayName: 'same' }),
  ]);
  const won = answers.filter(({ status }) => status < 300);
  t.equal(won.length, 1);
  t.equal(bridge.sandbox.divisions().filter(({ name }) => name.toLowerCase() === 'same').length, 1);
});

t.test('where new divisions are not wanted, a push is 403 and says what to do', async (t) => {
  const bridge = await startBridge(t, { users: 1 }, { SCIM_GROUP_CREATE: 'deny' });
  const count = bridge.sandbox.divisions().length;
  const answer = await bridge.scim('POST', '/Groups', { displayName: 'Sales' });
  t.match(answer, { status: 403, body: { status: '403', detail: /SCIM_GROUP_CREATE=allow/ } });
  t.equal(bridge.sandbox.divisions().length, count);
});

t.test('new divisions get the permissions of the template, or the default of Qualtrics', async (t) => {
  const template = { controlPanel: { surveyPermissions: { deleteSurveys: { state: 'off' } } } };
  const bridge = await startBridge(t, {}, { QUALTRICS_DIVISION_PERMISSIONS: JSON.stringify(template) });
  const id = await pushGroup(bridge, 'Sales');
  const sent = bridge.sandbox.calls.find(({ path }) => path === '/API/v3/divisions')?.body;
  t.same(sent, { name: 'Sales', permissions: template });
  t.match(bridge.sandbox.divisions().find((division) => division.id === id)?.permissions, {
    'controlPanel.surveyPermissions.deleteSurveys': 'off',
  });

  const plain = await startBridge(t);
  await pushGroup(plain, 'Sales');
  t.same(plain.sandbox.calls.find(({ path }) => path === '/API/v3/divisions')?.body, { name: 'Sales' });
});

t.test('a renamed group is a renamed division, with its members and rights', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const [ada = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales', [ada]);
  const before = bridge.sandbox.divisions().find((division) => division.id === id);
  bridge.calls();
  t.equal((await patchGroup(bridge, id, { op: 'replace', value: { id, displayName: 'Trade' } })).status, 204);
  t.same(bridge.calls(), [`PUT /API/v3/divisions/${id}`]);
  const after = bridge.sandbox.divisions().find((division) => division.id === id);
  t.same(after, { ...before, name: 'Trade' });
  t.equal((await bridge.scim('GET', `/Users/${ada}`)).body.groups[0].display, 'Trade');
});

t.test('a refused rename changes no member, refused members change no name', async (t) => {
  const bridge = await startBridge(t, { users: 2, divisions: [] });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const id = await pushGroup(bridge, 'Sales', [ada]);
  await pushGroup(bridge, 'Trade');
  const rename = { op: 'replace', path: 'displayName', value: 'trade' };
  t.equal((await patchGroup(bridge, id, rename, add(bo), remove(ada))).status, 409);
  t.same(await membersOf(bridge, id), [ada]);
  t.equal(divisionOf(bridge, bo), null);

  bridge.calls();
  const refused = await patchGroup(bridge, id, { ...rename, value: 'New' }, add(bo, 'UR_nobody'));
  t.match(refused, { status: 400, body: { scimType: 'invalidValue', detail: /UR_nobody/ } });
  t.same(
    bridge.calls().filter((call) => !call.startsWith('GET')),
    [],
  );
  t.equal((await bridge.scim('GET', `/Groups/${id}`)).body.displayName, 'Sales');
  t.same(await membersOf(bridge, id), [ada]);
});

t.test('a push that is refused for its members leaves no division behind', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const [ada = ''] = peopleOf(bridge);
  const count = bridge.sandbox.divisions().length;
  const answer = await bridge.scim('POST', '/Groups', {
    displayName: 'Sales',
    members: values([ada, 'UR_nobody']),
  });
  t.match(answer, {
    status: 400,
    body: { scimType: 'invalidValue', detail: /UR_nobody.*Nothing was changed/ },
  });
  t.equal(bridge.sandbox.divisions().length, count);
  t.equal((await bridge.scim('POST', '/Groups', { displayName: 'Sales' })).status, 201);
});

t.test('before the first listing has ended, nobody is told that a group is not there', async (t) => {
  const sandbox = await startSandbox({ users: 2, divisions: ['Sales'] });
  t.teardown(() => sandbox.close());
  const [id = ''] = sandbox.divisions().map((division) => division.id);
  for (const user of sandbox.users()) sandbox.putUser({ id: user.id, divisionId: id });
  const store = await openStore('sqlite::memory:');
  t.teardown(() => store.close());
  const config = loadConfig(environmentFor(sandbox));
  const logger = createLogger(config.logLevel);
  const { server } = await buildApp(config, { openStore: async () => store, logger, version: 'test' });
  t.teardown(() => server.close());
  sandbox.setOptions({ latencyMs: 50 });
  const origin = await server.listen({ host: config.host, port: 0 });
  const ask = (method: string, path: string, body?: object) =>
    send(`${origin}/scim/v2/Groups${path}`, method, body);
  const [found, listed, read, pushed] = await Promise.all([
    ask('GET', '?filter=displayName%20eq%20%22sales%22'),
    ask('GET', ''),
    ask('GET', `/${id}`),
    ask('POST', '', { displayName: 'SALES' }),
  ]);
  t.equal(found.body.totalResults, 1);
  t.equal(listed.body.totalResults, 1);
  t.equal(read.status, 200);
  t.equal(pushed.status, 409);
  t.equal(sandbox.divisions().length, 1);
});
