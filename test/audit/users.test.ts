/** What the audit says of each kind of change of a user. */
import t from 'tap';
import { KEPT_IN_QUALTRICS } from '../provisioning/people.ts';
import { startBridge } from '../support/bridge.ts';
import { entriesOf, patch } from './entries.ts';

const PERSON = {
  userName: 'ada@example.com',
  externalId: 'idp-ada',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  title: 'Countess',
  password: 'Analytical-1843',
};
const BEFORE = { from: 'active', to: 'disabled' };

t.test('from creation to return, each change has its entry', async (t) => {
  const bridge = await startBridge(t);
  const { body } = await bridge.scim('POST', '/Users', PERSON);
  const one = `/Users/${body.id}`;
  await bridge.scim('PATCH', one, patch('name.familyName', 'King'));
  await bridge.scim('PATCH', one, patch('active', false));
  await bridge.scim('PATCH', one, patch('active', true));
  await bridge.scim('DELETE', one);
  await bridge.scim('POST', '/Users', PERSON);
  const entry = (action: string, parts: object = {}) => ({
    resourceType: 'User',
    id: body.id,
    action,
    outcome: 'done',
    ...parts,
  });
  const [created, ...later] = await entriesOf(bridge);
  t.match(created, {
    ...entry('create'),
    fields: {
      username: { to: 'ada@example.com' },
      firstName: { to: 'Ada' },
      userType: { to: 'UT_PARTICIPANT' },
    },
    kept: { externalId: { to: 'idp-ada' }, title: { to: 'Countess' } },
  });
  t.strictSame(later, [
    entry('change', { fields: { lastName: { from: 'Lovelace', to: 'King' } } }),
    entry('deactivate', { fields: { status: BEFORE } }),
    entry('reactivate', { fields: { status: { from: 'disabled', to: 'active' } } }),
    entry('deactivate', { fields: { status: BEFORE } }),
    entry('delete'),
    entry('restore', {
      fields: {
        lastName: { from: 'King', to: 'Lovelace' },
        status: { from: 'disabled', to: 'active' },
      },
    }),
  ]);
});

t.test('what the bridge alone keeps is told too, and nothing is told twice', async (t) => {
  const bridge = await startBridge(t);
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  await bridge.scim('PATCH', `/Users/${id}`, patch('title', 'Admiral'));
  await bridge.scim('PATCH', `/Users/${id}`, patch('title', 'Rear Admiral'));
  await bridge.scim('PATCH', `/Users/${id}`, patch('timezone', 'Mars/Phobos'));
  await bridge.scim('PATCH', `/Users/${id}`, { Operations: [{ op: 'remove', path: 'preferredLanguage' }] });
  t.strictSame(
    (await entriesOf(bridge)).map(({ fields, kept }) => ({ ...fields, ...kept })),
    [
      { title: { to: 'Admiral' } },
      { title: { from: 'Admiral', to: 'Rear Admiral' } },
      { timezone: { to: 'Mars/Phobos' } },
      { language: { from: 'ZH-S', to: null } },
    ],
  );
});

t.test('a request that changes nothing, or asks for what is not there, has no entry', async (t) => {
  const bridge = await startBridge(t);
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  await bridge.scim('GET', `/Users/${id}`);
  await bridge.scim('PATCH', `/Users/${id}`, patch('active', true));
  for (const method of ['DELETE', 'PATCH'])
    await bridge.scim(method, '/Users/UR_nobody', patch('active', false));
  await bridge.scim('PATCH', `/Users/${id}`, { Operations: [{ op: 'move' }] });
  t.strictSame(await entriesOf(bridge), []);
});

t.test('a change that is refused has an entry with the reason, and so has what was done of it', async (t) => {
  const bridge = await startBridge(t);
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  const both = { userName: 'no=good@example.com', active: false };
  await bridge.scim('PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', value: both }] });
  await bridge.scim('POST', '/Users', { ...PERSON, userName: KEPT_IN_QUALTRICS.username });
  await bridge.scim('DELETE', `/Users/${bridge.sandbox.ownerId}`);
  t.match(await entriesOf(bridge), [
    { id, action: 'deactivate', outcome: 'invalid', fields: { status: BEFORE, username: Object } },
    { id, action: 'deactivate', outcome: 'done', fields: { status: BEFORE } },
    { action: 'create', outcome: 'taken', fields: { username: { to: KEPT_IN_QUALTRICS.username } } },
    { id: bridge.sandbox.ownerId, action: 'delete', outcome: 'protected' },
  ]);
});

t.test('a PUT without an answer that was done after all is told with what it changed', async (t) => {
  const bridge = await startBridge(t);
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  const path = `/API/v3/users/${id}`;
  bridge.sandbox.fault({ match: { method: 'PUT', path }, effect: { kind: 'commit-then-504' } });
  t.equal((await bridge.scim('PATCH', `/Users/${id}`, patch('name.familyName', 'Hopper'))).status, 200);
  t.match(await entriesOf(bridge), [
    { action: 'change', outcome: 'done', fields: { lastName: { from: 'Moor', to: 'Hopper' } } },
  ]);
  t.notMatch(await entriesOf(bridge), [{ fields: { permissions: {} } }], 'read again, not changed');
});

t.test('a change that is cut off is told as one that may have landed', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_ANSWER_DEADLINE_SECONDS: '1' });
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  bridge.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'timeout', commit: true } });
  t.equal((await bridge.scim('PATCH', `/Users/${id}`, patch('name.familyName', 'Hopper'))).status, 503);
  t.match(await entriesOf(bridge), [
    { action: 'change', outcome: 'unavailable', fields: { lastName: { from: 'Moor', to: 'Hopper' } } },
  ]);
});

t.test('with SCIM_DELETE_POLICY=delete the entry has the id of the call', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_DELETE_POLICY: 'delete' });
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  await bridge.scim('DELETE', `/Users/${id}`);
  const [entry, ...others] = await bridge.audit();
  t.match(entry, { id, action: 'delete', outcome: 'done', upstreamRequestId: String });
  t.strictSame(others, []);
});

t.test('changes of one user at once have an entry each, whose values follow on one another', async (t) => {
  const bridge = await startBridge(t);
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  const names = Array.from({ length: 12 }, (_, i) => `Moor-${i}`);
  await Promise.all(
    names.map((name) => bridge.scim('PATCH', `/Users/${id}`, patch('name.familyName', name))),
  );
  const changes = (await entriesOf(bridge)).map(({ fields }) => fields?.lastName);
  t.same(new Set(changes.map((change) => change?.to)), new Set(names));
  t.strictSame(
    changes.map((change) => change?.from),
    ['Moor', ...changes.slice(0, -1).map((change) => change?.to)],
  );
});
