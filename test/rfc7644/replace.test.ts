/** PUT of a user (RFC 7644 3.5.1), in front of a Qualtrics whose PUT nulls what it leaves out. */
import t from 'tap';
import type { Resource } from '../../src/provisioning/resource.ts';
import type { SandboxUser } from '../../src/sandbox/sandbox.ts';
import { type Bridge, startBridge } from '../support/bridge.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const QUALTRICS = 'urn:ietf:params:scim:schemas:extension:qualtrics:2.0:User';

const BARE: Resource = { userName: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Lovelace' } };

const ADA: Resource = {
  ...BARE,
  externalId: '00u-ada',
  displayName: 'Ada L.',
  title: 'Countess',
  nickName: 'Ada',
  active: true,
  userType: 'UT_FULLUSER',
  preferredLanguage: 'de',
  timezone: 'Europe/London',
  emails: [{ value: 'ada@work.example.com', type: 'work', primary: true }],
  phoneNumbers: [{ value: '+44 20 7946 0100', type: 'work' }],
  [ENTERPRISE]: { department: 'Engines' },
};

/** Ada in a division, with a right of her own and a last day: what a PUT that left it out would null. */
async function startWithAda(
  t: Parameters<typeof startBridge>[0],
): Promise<{ bridge: Bridge; id: string; before: SandboxUser }> {
  const bridge = await startBridge(t);
  const { body, status } = await bridge.scim('POST', '/Users', ADA);
  t.equal(status, 201);
  const [division] = bridge.sandbox.divisions();
  const before = bridge.sandbox.putUser({
    id: body.id,
    divisionId: division?.id ?? null,
    accountExpirationDate: '2030-06-30T00:00:00Z',
    permissions: { 'controlPanel.accountPermissions.accessApi': 'on' },
  });
  return { bridge, id: body.id, before };
}

t.test('a PUT that leaves out what Qualtrics holds leaves it as it is', async (t) => {
  const { bridge, id, before } = await startWithAda(t);
  const { status, body } = await bridge.scim('PUT', `/Users/${id}`, BARE);
  t.equal(status, 200);
  t.strictSame(bridge.sandbox.user(id), before);
  t.match(body, {
    active: true,
    userType: 'UT_FULLUSER',
    preferredLanguage: 'de',
    timezone: 'Europe/London',
    emails: [{ value: 'ada@work.example.com' }],
    [QUALTRICS]: { divisionId: before.divisionId, accountExpirationDate: '2030-06-30T00:00:00Z' },
  });
});

t.test('a PUT without active does not bring a disabled user back', async (t) => {
  const { bridge, id } = await startWithAda(t);
  await bridge.scim('PUT', `/Users/${id}`, { ...ADA, active: false });
  t.equal(bridge.sandbox.user(id)?.status, 'disabled');
  const { body } = await bridge.scim('PUT', `/Users/${id}`, { ...BARE, title: 'Lady' });
  t.equal(body.active, false);
  t.equal(bridge.sandbox.user(id)?.status, 'disabled');
});

t.test(
  'attributes that Qualtrics has no field for go when they are left out; externalId stays',
  async (t) => {
    const { bridge, id } = await startWithAda(t);
    const { body } = await bridge.scim('PUT', `/Users/${id}`, BARE);
    for (const name of ['displayName', 'title', 'nickName', 'phoneNumbers', ENTERPRISE]) {
      t.notOk(name in body, name);
    }
    t.notOk(body.schemas.includes(ENTERPRISE), 'the URN goes with the last attribute of the extension');
    t.equal(body.externalId, '00u-ada');
    t.strictSame((await bridge.scim('GET', `/Users/${id}`)).body, body);
  },
);

t.test('what is sent as null, "" or [] is cleared', async (t) => {
  const { bridge, id, before } = await startWithAda(t);
  const { body } = await bridge.scim('PUT', `/Users/${id}`, {
    ...BARE,
    externalId: null,
    title: '',
    preferredLanguage: null,
    timezone: '',
    phoneNumbers: [],
    [QUALTRICS]: { accountExpirationDate: null },
  });
  for (const name of ['externalId', 'title', 'preferredLanguage', 'timezone', 'phoneNumbers']) {
    t.notOk(name in body, name);
  }
  t.strictSame(bridge.sandbox.user(id), {
    ...before,
    language: null,
    timeZone: null,
    accountExpirationDate: null,
  });
});

t.test('an attribute that Qualtrics always needs is not cleared', async (t) => {
  const { bridge, id, before } = await startWithAda(t);
  const sent = { ...ADA, emails: [], userType: null, active: null };
  const { status, body } = await bridge.scim('PUT', `/Users/${id}`, sent);
  t.equal(status, 200);
  t.strictSame(bridge.sandbox.user(id), before);
  t.match(body, { active: true, userType: 'UT_FULLUSER', emails: [{ value: 'ada@work.example.com' }] });
});

t.test('what is sent replaces what was there', async (t) => {
  const { bridge, id, before } = await startWithAda(t);
  const sent: Resource = {
    ...ADA,
    userName: 'ada.king@example.com',
    name: { givenName: 'Augusta', familyName: 'King' },
    title: 'Lady',
    preferredLanguage: 'fr',
    emails: [{ value: 'king@work.example.com', type: 'work', primary: true }],
    [ENTERPRISE]: { costCenter: '7' },
  };
  const { body } = await bridge.scim('PUT', `/Users/${id}`, sent);
  for (const name of ['userName', 'name', 'title', 'preferredLanguage', 'emails', ENTERPRISE]) {
    t.strictSame(body[name], sent[name], name);
  }
  t.strictSame(bridge.sandbox.user(id), {
    ...before,
    username: 'ada.king@example.com',
    firstName: 'Augusta',
    lastName: 'King',
    language: 'FR',
    email: 'king@work.example.com',
  });
});

t.test('what the service itself says of a user is ignored: id, meta, groups, read-only dates', async (t) => {
  const { bridge, id, before } = await startWithAda(t);
  const { status, body } = await bridge.scim('PUT', `/Users/${id}`, {
    ...ADA,
    id: 'UR_somebody_else',
    meta: { resourceType: 'Group', created: '1999-01-01T00:00:00Z' },
    groups: [{ value: 'DV_x' }],
    [QUALTRICS]: { organizationId: 'other', lastLoginDate: '1999-01-01T00:00:00Z' },
  });
  t.equal(status, 200);
  t.match(body, { id, meta: { resourceType: 'User' }, [QUALTRICS]: { organizationId: 'sandbox' } });
  t.not(body.meta.created, '1999-01-01T00:00:00Z');
  t.strictSame(bridge.sandbox.user(id), before);
});

t.test('a PUT of what a GET gave changes nothing and writes nothing', async (t) => {
  const { bridge, id } = await startWithAda(t);
  const { body } = await bridge.scim('GET', `/Users/${id}`);
  bridge.calls();
  const again = await bridge.scim('PUT', `/Users/${id}`, body);
  t.strictSame(again.body, body);
  t.strictSame(bridge.calls(), [`GET /API/v3/users/${id}`]);
});

t.test('a PUT to a userName that somebody has is refused, and changes nothing', async (t) => {
  const { bridge, id, before } = await startWithAda(t);
  await bridge.scim('POST', '/Users', { ...BARE, userName: 'grace@example.com' });
  const { status, body } = await bridge.scim('PUT', `/Users/${id}`, {
    ...ADA,
    userName: 'GRACE@example.com',
  });
  t.match({ status, scimType: body.scimType }, { status: 409, scimType: 'uniqueness' });
  t.strictSame(bridge.sandbox.user(id), before);
});
