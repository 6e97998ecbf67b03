/** The most calls to Qualtrics that each operation may cost, counted on the sandbox's call log. */
import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Bridge, startBridge, startBridgeFor } from '../support/bridge.ts';

const person = (name: string) => ({
  userName: `${name}@example.com`,
  externalId: `ext-${name}`,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
});
const replace = (path: string, value: unknown) => ({ Operations: [{ op: 'replace', path, value }] });
const by = (filter: string) => `/Users?filter=${encodeURIComponent(filter)}`;

const GET = 'GET /API/v3/users/{id}';
const PUT = 'PUT /API/v3/users/{id}';
const POST = 'POST /API/v3/users';

/** What one operation costs. `{id}` in the calls is the user's. */
interface Budget {
  readonly calls: readonly string[];
  readonly ask: (bridge: Bridge, id: string) => Promise<{ readonly status: number }>;
}

const USERS: Readonly<Record<string, Budget>> = {
  'a look-up by userName that misses': {
    calls: [],
    ask: (b) => b.scim('GET', by('userName eq "nobody@example.com"')),
  },
  'a look-up by externalId that misses': {
    calls: [],
    ask: (b) => b.scim('GET', by('externalId eq "nobody"')),
  },
  'a look-up by e-mail that misses': {
    calls: [],
    ask: (b) => b.scim('GET', by('emails.value eq "no@example.com"')),
  },
  'a look-up by userName that hits': {
    calls: [GET],
    ask: (b) => b.scim('GET', by('userName eq "ADA@example.com"')),
  },
  'a look-up by externalId that hits': {
    calls: [GET],
    ask: (b) => b.scim('GET', by('externalId eq "ext-ada"')),
  },
  "a look-up by Entra's work e-mail that hits": {
    calls: [GET],
    ask: (b) => b.scim('GET', by('emails[type eq "work"].value eq "ada@example.com"')),
  },
  'a look-up by id that hits': { calls: [GET], ask: (b, id) => b.scim('GET', by(`id eq "${id}"`)) },
  'a GET by id': { calls: [GET], ask: (b, id) => b.scim('GET', `/Users/${id}`) },
  'a page': { calls: [], ask: (b) => b.scim('GET', '/Users?count=10') },
  'the largest page': { calls: [], ask: (b) => b.scim('GET', '/Users?count=1000') },
  'a filter that no index answers': { calls: [], ask: (b) => b.scim('GET', by('name.familyName co "o"')) },
  discovery: { calls: [], ask: (b) => b.scim('GET', '/Schemas') },

  'a POST': {
    calls: [POST, 'GET /API/v3/users/{new}'],
    ask: (b) => b.scim('POST', '/Users', person('grace')),
  },
  'a POST of a userName that is taken': { calls: [GET], ask: (b) => b.scim('POST', '/Users', person('ada')) },
  'a PATCH that changes something': {
    calls: [GET, PUT],
    ask: (b, id) => b.scim('PATCH', `/Users/${id}`, replace('name.familyName', 'King')),
  },
  'a PATCH of what Qualtrics has no field for': {
    calls: [GET],
    ask: (b, id) => b.scim('PATCH', `/Users/${id}`, replace('title', 'Countess')),
  },
  'a PATCH that changes nothing': {
    calls: [GET],
    ask: (b, id) => b.scim('PATCH', `/Users/${id}`, replace('active', 'True')),
  },
  'a PUT that changes something': {
    calls: [GET, PUT],
    ask: (b, id) => b.scim('PUT', `/Users/${id}`, { ...person('ada'), preferredLanguage: 'fr' }),
  },
  'a PUT that changes nothing': {
    calls: [GET],
    ask: (b, id) => b.scim('PUT', `/Users/${id}`, person('ada')),
  },
  'a rename': {
    calls: [GET, PUT],
    ask: (b, id) => b.scim('PATCH', `/Users/${id}`, replace('userName', 'ada.king@example.com')),
  },
  'a deactivation': {
    calls: [GET, PUT],
    ask: (b, id) => b.scim('PATCH', `/Users/${id}`, replace('active', false)),
  },
  'a deactivation by PUT': {
    calls: [GET, PUT],
    ask: (b, id) => b.scim('PUT', `/Users/${id}`, { ...person('ada'), active: false }),
  },
  'a DELETE': { calls: [GET, PUT], ask: (b, id) => b.scim('DELETE', `/Users/${id}`) },

  'a request that is refused': { calls: [], ask: (b) => b.scim('POST', '/Users', { userName: 5 }) },
  'a PATCH that is refused': {
    calls: [],
    ask: (b, id) => b.scim('PATCH', `/Users/${id}`, { Operations: [{ op: 'move' }] }),
  },
};

for (const [title, { calls, ask }] of Object.entries(USERS)) {
  t.test(`${title} costs ${calls.length}`, async (t) => {
    const bridge = await startBridge(t, { users: 30 });
    const before = new Set(bridge.sandbox.users().map(({ id }) => id));
    const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
    before.add(ada.id);
    bridge.calls();
    t.ok((await ask(bridge, ada.id)).status < 500);
    const made = bridge.sandbox.users().find(({ id }) => !before.has(id))?.id ?? '';
    const wanted = calls.map((call) => call.replace('{id}', ada.id).replace('{new}', made));
    t.strictSame(bridge.calls(), wanted);
  });
}

t.test('coming back costs 2: the record, and the PUT that enables it', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  await bridge.scim('DELETE', `/Users/${ada.id}`);
  bridge.calls();
  await bridge.scim('POST', '/Users', person('ada'));
  t.strictSame(bridge.calls(), [`GET /API/v3/users/${ada.id}`, `PUT /API/v3/users/${ada.id}`]);
});

t.test('a POST of a user who starts disabled costs 3: Qualtrics takes a status only in a PUT', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', { ...person('ada'), active: false });
  const one = `/API/v3/users/${ada.id}`;
  t.strictSame(bridge.calls(), [POST, `GET ${one}`, `PUT ${one}`]);
});

for (const users of [99, 100, 250]) {
  const pages = Math.ceil((users + 1) / 100);
  t.test(`a full sync of ${users + 1} users costs ${pages}`, async (t) => {
    const sandbox = await startSandbox({ users });
    t.teardown(() => sandbox.close());
    // A delay of nothing harms nobody, and counts.
    const count = (path: string) =>
      sandbox.fault({ match: { path, times: 'always' }, effect: { kind: 'latency', ms: 0 } });
    const listing = count('/API/v3/users');
    const reading = count('/API/v3/users/*');
    const bridge = await startBridgeFor(t, sandbox);
    t.equal((await bridge.scim('GET', '/Users?count=1')).body.totalResults, users + 1);
    t.equal(listing.hits, pages);
    t.equal(reading.hits, 0, 'nobody is read one by one');
  });
}
