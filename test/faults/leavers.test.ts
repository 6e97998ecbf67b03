/** A leaver is disabled, first and whatever else is going on. */
import { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { startBridge } from '../support/bridge.ts';
import { IMPATIENT, person, repeated, replace } from './outage.ts';

t.test('a deactivation overtakes what waits in the queue', async (t) => {
  const bridge = await startBridge(t, { users: 40, latencyMs: 20 }, { QUALTRICS_CONCURRENCY: '1' });
  const [, leaver, ...others] = bridge.sandbox.users();
  const id = String(leaver?.id);
  bridge.sandbox.putUser({ id, status: 'active' });
  const crowd = others.map((other) =>
    bridge.scim('PATCH', `/Users/${other.id}`, replace('name.givenName', 'X')),
  );
  const arrived = () => bridge.sandbox.calls.length > 0;
  while (!arrived()) await bridge.scim('GET', '/Schemas');
  t.equal((await bridge.scim('PATCH', `/Users/${id}`, replace('active', false))).status, 200);
  const before = bridge.sandbox.calls.filter(({ path }) => !path.endsWith(id)).length;
  t.ok(before <= 4, `${before} of ${2 * crowd.length} calls of the others came first`);
  for (const answer of await Promise.all(crowd)) t.equal(answer.status, 200, 'nobody else is turned away');
  t.equal(bridge.sandbox.user(id)?.status, 'disabled');
});

t.test('a value that Qualtrics refuses does not keep a leaver in', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  const operations = [
    ...replace('name.familyName', 'L%v').Operations,
    ...replace('active', false).Operations,
  ];
  const answer = await bridge.scim('PATCH', `/Users/${ada.id}`, { Operations: operations });
  isScimError(t, answer, 400, 'invalidValue');
  t.match(answer.body.detail, /was disabled/, 'the admin is told both');
  t.match(bridge.sandbox.user(ada.id), { status: 'disabled', lastName: 'Lovelace' });
  t.match((await bridge.scim('GET', `/Users/${ada.id}`)).body, { active: false });
});

t.test('a userName that is taken does not keep a leaver in', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  await bridge.scim('POST', '/Users', person('grace'));
  const put = { ...person('grace'), active: false };
  isScimError(t, await bridge.scim('PUT', `/Users/${ada.id}`, put), 409, 'uniqueness');
  t.match(bridge.sandbox.user(ada.id), { status: 'disabled', username: 'ada@example.com' });
});

for (const [title, statuses] of Object.entries({ '429': [429], '503, 500 and 504': [503, 500, 504] })) {
  t.test(`a deactivation gets through ${title} by itself`, async (t) => {
    const bridge = await startBridge(t);
    const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
    for (const status of statuses)
      bridge.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'status', status } });
    t.equal((await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', 'False'))).status, 200);
    t.equal(bridge.sandbox.user(ada.id)?.status, 'disabled');
  });
}

t.test('a deactivation and a change at the same time: disabled, and the change is there', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  bridge.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'commit-then-504' } });
  const answers = await Promise.all([
    bridge.scim('PATCH', `/Users/${ada.id}`, replace('name.familyName', 'King')),
    bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false)),
    bridge.scim('PATCH', `/Users/${ada.id}`, replace('title', 'Lady')),
  ]);
  for (const { status } of answers) t.equal(status, 200);
  t.match(bridge.sandbox.user(ada.id), { status: 'disabled', lastName: 'King' });
  t.match((await bridge.scim('GET', `/Users/${ada.id}`)).body, { active: false, title: 'Lady' });
});

t.test('a leaver whom a brand holds in a status of its own is disabled', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  await bridge.scim('PATCH', `/Users/${ada.id}`, {
    Operations: [{ op: 'Add', path: 'active', value: 'False' }],
  });
  t.equal(bridge.sandbox.user(ada.id)?.status, 'disabled');
});

t.test('an IdP that repeats a deactivation through an outage ends with a disabled user', async (t) => {
  const bridge = await startBridge(t, {}, IMPATIENT);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  bridge.sandbox.fault({ match: { times: 12 }, effect: { kind: 'reset-before' } });
  const { status } = await repeated(() => bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false)));
  t.equal(status, 200);
  t.equal(bridge.sandbox.user(ada.id)?.status, 'disabled');
  t.strictSame(bridge.sandbox.faults, [], 'the outage was real');
});

t.test('an audit that cannot be written keeps no leaver in', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  const bridge = await startBridge(t, { users: 1 }, { DATABASE_URL: `sqlite:${path}` });
  const { id } = bridge.sandbox.putUser({ status: 'active' });
  using database = new DatabaseSync(path);
  database.exec(`CREATE TRIGGER broken BEFORE INSERT ON audit WHEN NEW.content NOT LIKE '%"outcome":"done"%'
    BEGIN SELECT RAISE(ABORT, 'broken'); END`);
  bridge.sandbox.fault({ match: { method: 'PUT' }, effect: { kind: 'status', status: 400 } });
  const { status } = await bridge.scim('PATCH', `/Users/${id}`, {
    Operations: [{ op: 'replace', value: { active: false, timezone: 'Europe/Berlin' } }],
  });
  t.equal(status, 503, 'what is not in the audit is no success');
  t.equal(bridge.sandbox.user(id)?.status, 'disabled');
});
