/** Users and groups as the schemas describe them (RFC 7643 sections 2 to 4), by the schemas that the service itself shows. */
import t from 'tap';
import { type Bridge, startBridge } from '../support/bridge.ts';
import { faultsIn, type SchemaBody } from './schema-body.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const QUALTRICS = 'urn:ietf:params:scim:schemas:extension:qualtrics:2.0:User';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** The user of RFC 7643 8.2 and 8.3 in short, with something of every kind of attribute. */
const BARBARA = {
  schemas: [USER, ENTERPRISE],
  externalId: '701984',
  userName: 'bjensen@example.com',
  name: {
    formatted: 'Ms. Barbara J Jensen, III',
    familyName: 'Jensen',
    givenName: 'Barbara',
    middleName: 'Jane',
    honorificPrefix: 'Ms.',
    honorificSuffix: 'III',
  },
  displayName: 'Babs Jensen',
  nickName: 'Babs',
  profileUrl: 'https://login.example.com/bjensen',
  emails: [
    { value: 'bjensen@example.com', type: 'work', primary: true },
    { value: 'babs@jensen.org', type: 'home' },
  ],
  addresses: [
    {
      type: 'work',
      streetAddress: '100 Universal City Plaza',
      locality: 'Hollywood',
      region: 'CA',
      postalCode: '91608',
      country: 'US',
      formatted: '100 Universal City Plaza\nHollywood, CA 91608 USA',
      primary: true,
    },
  ],
  phoneNumbers: [{ value: '555-555-5555', type: 'work' }],
  ims: [{ value: 'someaimhandle', type: 'aim' }],
  photos: [{ value: 'https://photos.example.com/profilephoto/72930000000Ccne/F', type: 'photo' }],
  userType: 'UT_FULLUSER',
  title: 'Tour Guide',
  preferredLanguage: 'en-US',
  locale: 'en-US',
  timezone: 'America/Los_Angeles',
  active: true,
  entitlements: [{ value: 'seat', type: 'licence' }],
  roles: [{ value: 'guide', primary: true }],
  x509Certificates: [{ value: 'MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAwTjELMAkGA1UEBhMC' }],
  [ENTERPRISE]: {
    employeeNumber: '701984',
    costCenter: '4130',
    organization: 'Universal Studios',
    division: 'Theme Park',
    department: 'Tour Operations',
    manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' },
  },
};

async function schemasOf(bridge: Bridge): Promise<(urn: string) => SchemaBody> {
  const { body } = await bridge.scim('GET', '/Schemas');
  const schemas: readonly SchemaBody[] = body.Resources;
  return (urn) => {
    const found = schemas.find(({ id }) => id === urn);
    if (!found) throw new Error(`no schema ${urn}`);
    return found;
  };
}

t.test('a user with everything is read back exactly as sent, and as the schemas describe it', async (t) => {
  const bridge = await startBridge(t);
  const schema = await schemasOf(bridge);
  const made = await bridge.scim('POST', '/Users', BARBARA);
  t.equal(made.status, 201);
  const { id, meta, schemas, [QUALTRICS]: _qualtrics, ...shown } = made.body;
  const { schemas: _schemas, ...sent } = BARBARA;
  t.strictSame(shown, sent);
  t.strictSame(schemas, [USER, ENTERPRISE, QUALTRICS]);
  t.match(meta, { resourceType: 'User', location: `${bridge.origin}/scim/v2/Users/${id}` });
  const read = await bridge.scim('GET', `/Users/${id}`);
  const list = await bridge.scim('GET', '/Users');
  const extensions = [schema(ENTERPRISE), schema(QUALTRICS)];
  for (const user of [made.body, read.body, ...list.body.Resources]) {
    t.strictSame(faultsIn(user, schema(USER), extensions), [], user.userName);
    t.notMatch(JSON.stringify(user), /:null|\[\]|\{\}/, 'what has no value is left out (RFC 7643 2.5)');
  }
});

t.test('users whom nobody provisioned are as the schemas describe them too', async (t) => {
  const bridge = await startBridge(t, { users: 50 });
  const schema = await schemasOf(bridge);
  const { body } = await bridge.scim('GET', '/Users?count=100');
  t.equal(body.Resources.length, 51);
  for (const listed of body.Resources) {
    const { body: read } = await bridge.scim('GET', `/Users/${listed.id}`);
    for (const user of [listed, read]) {
      t.strictSame(faultsIn(user, schema(USER), [schema(ENTERPRISE), schema(QUALTRICS)]), []);
      t.notMatch(JSON.stringify(user), /:null|\[\]|\{\}/);
      const held = Object.keys(user).filter((name) => name.startsWith('urn:'));
      t.strictSame(user.schemas, [USER, ...held], 'schemas names what is there (RFC 7643 3)');
    }
  }
});

t.test('a group is as the schema describes it', async (t) => {
  const bridge = await startBridge(t);
  const schema = await schemasOf(bridge);
  const { body: ada } = await bridge.scim('POST', '/Users', BARBARA);
  const members = [{ value: ada.id }];
  const made = await bridge.scim('POST', '/Groups', { displayName: 'Guides', externalId: 'g1', members });
  t.equal(made.status, 201);
  t.match(made.body, {
    schemas: [GROUP],
    displayName: 'Guides',
    externalId: 'g1',
    members: [{ value: ada.id }],
    meta: { resourceType: 'Group', location: `${bridge.origin}/scim/v2/Groups/${made.body.id}` },
  });
  const read = await bridge.scim('GET', `/Groups/${made.body.id}`);
  const list = await bridge.scim('GET', '/Groups');
  for (const group of [made.body, read.body, ...list.body.Resources]) {
    t.strictSame(faultsIn(group, schema(GROUP), []), [], group.displayName);
    t.notMatch(JSON.stringify(group), /:null|\[\]|\{\}/);
  }
  const { body: member } = await bridge.scim('GET', `/Users/${ada.id}`);
  t.strictSame(faultsIn(member, schema(USER), [schema(ENTERPRISE), schema(QUALTRICS)]), []);
});

t.test('meta.created stays, meta.lastModified moves with changes (RFC 7643 3.1)', async (t) => {
  const bridge = await startBridge(t);
  const { body: made } = await bridge.scim('POST', '/Users', BARBARA);
  const { body: changed } = await bridge.scim('PUT', `/Users/${made.id}`, {
    ...BARBARA,
    title: 'Head of Tours',
  });
  t.equal(changed.meta.created, made.meta.created);
  t.ok(Date.parse(changed.meta.lastModified) > Date.parse(made.meta.lastModified));
  t.ok(Date.parse(made.meta.lastModified) >= Date.parse(made.meta.created));
  const { body: read } = await bridge.scim('GET', `/Users/${made.id}`);
  t.strictSame(read.meta, changed.meta);
});

t.test('what compares without regard to letter case is kept as it was sent', async (t) => {
  const bridge = await startBridge(t);
  const { body } = await bridge.scim('POST', '/Users', { ...BARBARA, userName: 'BJensen@Example.com' });
  t.equal(body.userName, 'BJensen@Example.com');
  const { body: found } = await bridge.scim(
    'GET',
    `/Users?filter=${encodeURIComponent('userName eq "bjensen@EXAMPLE.com"')}`,
  );
  t.equal(found.Resources[0]?.userName, 'BJensen@Example.com');
});
