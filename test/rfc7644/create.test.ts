/** POST of a user (RFC 7644 3.3), above all of one whom Qualtrics has already. */
import t from 'tap';
import { startBridge } from '../support/bridge.ts';
import { isScimError } from './is-scim-error.ts';

const ADA = { userName: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Lovelace' } };
const BY_NAME = `/Users?filter=${encodeURIComponent('userName eq "ada@example.com"')}`;

/** Somebody who came to be in Qualtrics after the users were listed. */
const STRANGER = {
  username: 'Ada@Example.com',
  firstName: 'A.',
  lastName: 'L.',
  timeZone: 'Europe/London',
  permissions: { 'controlPanel.accountPermissions.accessApi': 'on' },
} as const;

t.test('a new account has what was sent, and the defaults of the bridge for the rest', async (t) => {
  const environment = { QUALTRICS_DEFAULT_USER_TYPE: 'UT_FULLUSER', QUALTRICS_DEFAULT_LANGUAGE: 'de' };
  const bridge = await startBridge(t, {}, environment);
  const { status, body } = await bridge.scim('POST', '/Users', ADA);
  t.equal(status, 201);
  t.match(bridge.sandbox.user(body.id), {
    username: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@example.com',
    userType: 'UT_FULLUSER',
    language: 'de',
    status: 'active',
    divisionId: null,
  });
  t.strictSame((await bridge.scim('GET', `/Users/${body.id}`)).body, body);
  t.strictSame((await bridge.scim('GET', BY_NAME)).body.Resources, [body]);
});

t.test('ids that the client sends are not taken', async (t) => {
  const bridge = await startBridge(t);
  const { body } = await bridge.scim('POST', '/Users', {
    ...ADA,
    id: 'UR_mine',
    meta: { location: 'https://x.test/' },
  });
  t.not(body.id, 'UR_mine');
  t.ok(bridge.sandbox.user(body.id));
  t.match(body.meta.location, bridge.origin);
});

t.test(
  'a user whom Qualtrics alone knows, in other letters, is 409; the next look-up finds them',
  async (t) => {
    const bridge = await startBridge(t);
    const stranger = bridge.sandbox.putUser(STRANGER);
    t.equal((await bridge.scim('GET', BY_NAME)).body.totalResults, 0, 'not listed yet');
    isScimError(t, await bridge.scim('POST', '/Users', ADA), 409, 'uniqueness');
    t.strictSame(bridge.sandbox.user(stranger.id), stranger, 'the account is as it was');
    const { body } = await bridge.scim('GET', BY_NAME);
    t.match(body, { totalResults: 1, Resources: [{ id: stranger.id, userName: 'Ada@Example.com' }] });
  },
);

t.test('where the policy says so, that account is adopted: 201, and what was not sent stays', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_ON_CONFLICT: 'adopt' });
  const stranger = bridge.sandbox.putUser(STRANGER);
  const { status, body } = await bridge.scim('POST', '/Users', { ...ADA, externalId: '00u-ada' });
  t.equal(status, 201);
  t.match(body, { id: stranger.id, externalId: '00u-ada', timezone: 'Europe/London' });
  t.match(bridge.sandbox.user(stranger.id), {
    firstName: 'Ada',
    lastName: 'Lovelace',
    timeZone: 'Europe/London',
    permissions: STRANGER.permissions,
  });
  t.equal(bridge.sandbox.users().length, 2, 'no second account');
});

t.test('an account that another person of the IdP has is not adopted', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_ON_CONFLICT: 'adopt' });
  const { body: ada } = await bridge.scim('POST', '/Users', { ...ADA, externalId: '00u-ada' });
  const before = bridge.sandbox.user(ada.id);
  isScimError(t, await bridge.scim('POST', '/Users', { ...ADA, externalId: '00u-other' }), 409, 'uniqueness');
  t.strictSame(bridge.sandbox.user(ada.id), before);
});

t.test('who vanished in Qualtrics is gone from everywhere, and can be made again', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', ADA);
  bridge.sandbox.removeUser(ada.id);
  t.equal((await bridge.scim('GET', BY_NAME)).body.totalResults, 0);
  isScimError(t, await bridge.scim('GET', `/Users/${ada.id}`), 404);
  t.equal((await bridge.scim('GET', '/Users')).body.totalResults, 1);
  const again = await bridge.scim('POST', '/Users', ADA);
  t.equal(again.status, 201);
  t.not(again.body.id, ada.id);
});

t.test(
  'who was renamed in Qualtrics is not found by the old name, and by the new one once seen',
  async (t) => {
    const bridge = await startBridge(t);
    const { body: ada } = await bridge.scim('POST', '/Users', ADA);
    bridge.sandbox.putUser({ id: ada.id, username: 'ada.king@example.com' });
    t.equal((await bridge.scim('GET', BY_NAME)).body.totalResults, 0);
    const { body: seen } = await bridge.scim('GET', BY_NAME.replace('ada%40', 'ada.king%40'));
    t.match(seen, { totalResults: 1, Resources: [{ id: ada.id, userName: 'ada.king@example.com' }] });
  },
);

t.test('many POSTs of one user at once make one account', async (t) => {
  const bridge = await startBridge(t, { latencyMs: 5 });
  const letters = ['ada@example.com', 'ADA@example.com', 'Ada@Example.com', 'ada@EXAMPLE.COM'];
  const posts = letters.map((userName) => bridge.scim('POST', '/Users', { ...ADA, userName }));
  const statuses = (await Promise.all(posts)).map(({ status }) => status);
  t.strictSame(statuses.sort(), [201, 409, 409, 409]);
  t.equal(bridge.sandbox.users().length, 2);
});
