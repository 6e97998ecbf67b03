/** DELETE of a user (RFC 7644 3.6) by each policy, and the way back. */
import t from 'tap';
import { type Bridge, startBridge } from '../support/bridge.ts';
import { isScimError } from './is-scim-error.ts';

const ADA = {
  userName: 'ada@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  title: 'Countess',
};
const BY_NAME = `/Users?filter=${encodeURIComponent('userName eq "ada@example.com"')}`;

async function isGone(t: Parameters<typeof isScimError>[0], bridge: Bridge, id: string): Promise<void> {
  const patch = { Operations: [{ op: 'replace', path: 'title', value: 'Lady' }] };
  isScimError(t, await bridge.scim('GET', `/Users/${id}`), 404);
  isScimError(t, await bridge.scim('PATCH', `/Users/${id}`, patch), 404);
  isScimError(t, await bridge.scim('PUT', `/Users/${id}`, ADA), 404);
  isScimError(t, await bridge.scim('DELETE', `/Users/${id}`), 404);
  t.strictSame((await bridge.scim('GET', BY_NAME)).body.Resources, []);
  const { body: all } = await bridge.scim('GET', '/Users');
  t.equal(all.totalResults, 1, 'the token owner alone is listed');
}

for (const policy of ['disable', 'delete', 'disable-then-delete']) {
  t.test(`DELETE with the policy ${policy}: 204, and the user is gone from SCIM`, async (t) => {
    const bridge = await startBridge(t, {}, { SCIM_DELETE_POLICY: policy });
    const { body: ada } = await bridge.scim('POST', '/Users', ADA);
    const { status, text, headers } = await bridge.scim('DELETE', `/Users/${ada.id}`);
    t.equal(status, 204);
    t.equal(text, '');
    t.equal(headers.get('content-type'), null);
    t.equal(bridge.sandbox.user(ada.id)?.status, policy === 'delete' ? undefined : 'disabled');
    await isGone(t, bridge, ada.id);
  });
}

t.test('a POST of the same userName brings the disabled account back: 201, the same id', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', ADA);
  await bridge.scim('DELETE', `/Users/${ada.id}`);
  const back = await bridge.scim('POST', '/Users', { ...ADA, userName: 'Ada@Example.com', title: 'Lady' });
  t.equal(back.status, 201);
  t.match(back.body, { id: ada.id, active: true, title: 'Lady' });
  t.equal(bridge.sandbox.user(ada.id)?.status, 'active');
  t.equal((await bridge.scim('GET', BY_NAME)).body.Resources[0]?.id, ada.id);
});

t.test('a user who is disabled and not deleted is still there', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', ADA);
  await bridge.scim('PATCH', `/Users/${ada.id}`, {
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  t.match((await bridge.scim('GET', `/Users/${ada.id}`)).body, { id: ada.id, active: false });
  t.match((await bridge.scim('GET', BY_NAME)).body, { totalResults: 1, Resources: [{ active: false }] });
  t.equal((await bridge.scim('GET', '/Users')).body.totalResults, 2);
});
