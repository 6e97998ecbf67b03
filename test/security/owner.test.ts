import t from 'tap';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { startBridge } from '../support/bridge.ts';

const replace = (path: string, value: unknown) => ({ Operations: [{ op: 'replace', path, value }] });

for (const policy of ['disable', 'delete', 'disable-then-delete']) {
  t.test(`the account of the bridge's own token is not deleted by the policy ${policy}`, async (t) => {
    const bridge = await startBridge(t, {}, { SCIM_DELETE_POLICY: policy });
    const { ownerId } = bridge.sandbox;
    const before = bridge.sandbox.user(ownerId);
    isScimError(t, await bridge.scim('DELETE', `/Users/${ownerId}`), 403);
    t.strictSame(bridge.sandbox.user(ownerId), before);
    t.equal((await bridge.scim('GET', `/Users/${ownerId}`)).status, 200);
  });
}

t.test("the account of the bridge's own token is not disabled, demoted or renamed", async (t) => {
  const bridge = await startBridge(t);
  const { ownerId } = bridge.sandbox;
  const before = bridge.sandbox.user(ownerId);
  const { body: owner } = await bridge.scim('GET', `/Users/${ownerId}`);
  const path = `/Users/${ownerId}`;
  isScimError(t, await bridge.scim('PATCH', path, replace('active', false)), 403);
  isScimError(t, await bridge.scim('PATCH', path, replace('active', 'False')), 403);
  isScimError(t, await bridge.scim('PATCH', path, replace('userType', 'UT_PARTICIPANT')), 403);
  isScimError(t, await bridge.scim('PATCH', path, replace('userName', 'other@example.com')), 403);
  isScimError(t, await bridge.scim('PUT', path, { ...owner, active: false }), 403);
  isScimError(t, await bridge.scim('PUT', path, { ...owner, userName: 'other@example.com' }), 403);
  t.strictSame(bridge.sandbox.user(ownerId), before);
  t.notOk(bridge.calls().some((call) => call.startsWith('PUT')));

  t.equal(
    (await bridge.scim('PATCH', path, replace('name.givenName', 'Brenda'))).status,
    200,
    'the rest may change',
  );
  t.strictSame(bridge.sandbox.user(ownerId), { ...before, firstName: 'Brenda' });
});

t.test("nobody becomes the owner of the bridge's own token by a POST", async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_ON_CONFLICT: 'adopt' });
  const before = bridge.sandbox.user(bridge.sandbox.ownerId);
  const userName = String(before?.username);
  const intruder = { userName, name: { givenName: 'Mallory', familyName: 'X' }, active: false };
  isScimError(t, await bridge.scim('POST', '/Users', intruder), 409, 'uniqueness');
  t.strictSame(bridge.sandbox.user(bridge.sandbox.ownerId), before);
});

t.test('nobody is made a brand administrator', async (t) => {
  const bridge = await startBridge(t);
  const ada = {
    userName: 'ada@example.com',
    name: { givenName: 'Ada', familyName: 'L' },
    userType: 'UT_BRANDADMIN',
  };
  const { status, body } = await bridge.scim('POST', '/Users', ada);
  t.equal(status, 201);
  t.equal(bridge.sandbox.user(body.id)?.userType, 'UT_PARTICIPANT');
  await bridge.scim('PATCH', `/Users/${body.id}`, replace('userType', 'UT_BRANDADMIN'));
  t.equal(bridge.sandbox.user(body.id)?.userType, 'UT_PARTICIPANT');
});
