/** What PATCH of a user has to do beyond the single operations that the vectors show. */
import t from 'tap';
import { startBridge } from '../support/bridge.ts';

const rename = (title: string) => ({ Operations: [{ op: 'replace', path: 'title', value: title }] });

t.test('an attribute that a PATCH did not name goes on showing what Qualtrics has', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const [, person] = bridge.sandbox.users();
  const id = String(person?.id);
  // Values that the mapping would not write: an administrator's type, and a code that is no language tag.
  bridge.sandbox.putUser({ id, userType: 'UT_BRANDADMIN', language: '??', timeZone: 'Mars/Olympus' });
  const { body } = await bridge.scim('PATCH', `/Users/${id}`, rename('Countess'));
  t.match(body, { userType: 'UT_BRANDADMIN', preferredLanguage: '??', timezone: 'Mars/Olympus' });

  bridge.sandbox.putUser({ id, userType: 'UT_FULLUSER', language: 'FR', timeZone: 'Europe/Paris' });
  const { body: later } = await bridge.scim('GET', `/Users/${id}`);
  t.match(later, { userType: 'UT_FULLUSER', preferredLanguage: 'fr', timezone: 'Europe/Paris' });
});

t.test('meta.lastModified moves with a change and stays without one', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const id = String(bridge.sandbox.users()[1]?.id);
  const { body: before } = await bridge.scim('PATCH', `/Users/${id}`, rename('Countess'));
  const { body: same } = await bridge.scim('PATCH', `/Users/${id}`, rename('Countess'));
  t.equal(same.meta.lastModified, before.meta.lastModified);
  const { body: after } = await bridge.scim('PATCH', `/Users/${id}`, rename('Lady'));
  t.ok(after.meta.lastModified > before.meta.lastModified);
  t.equal(after.meta.created, before.meta.created);
});

t.test('the operations of a PATCH are applied all or none', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const id = String(bridge.sandbox.users()[1]?.id);
  const before = bridge.sandbox.user(id);
  const { status } = await bridge.scim('PATCH', `/Users/${id}`, {
    Operations: [
      { op: 'replace', path: 'name.familyName', value: 'King' },
      { op: 'replace', path: 'userName', value: null },
    ],
  });
  t.equal(status, 400);
  t.strictSame(bridge.sandbox.user(id), before);
  t.notOk(bridge.calls().some((call) => call.startsWith('PUT')));
});

t.test('an attribute that nobody knows does not keep a leaver in', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const { id } = bridge.sandbox.putUser({ id: String(bridge.sandbox.users()[1]?.id), status: 'active' });
  const { status } = await bridge.scim('PATCH', `/Users/${id}`, {
    Operations: [
      { op: 'Add', path: 'urn:example:custom:2.0:User:badge', value: '7' },
      { op: 'Replace', path: 'shoeSize', value: 44 },
      { op: 'Replace', path: 'active', value: 'False' },
    ],
  });
  t.equal(status, 200);
  t.equal(bridge.sandbox.user(id)?.status, 'disabled');
});
