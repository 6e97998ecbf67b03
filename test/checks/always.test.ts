/** QUALTRICS_CHECK_WRITES=always: each write is read back before its answer. */
import { mock } from 'node:test';
import t from 'tap';
import { entriesOf, patch } from '../audit/entries.ts';
import { until } from '../support/until.ts';
import { RENAME, startWatched } from './brand.ts';

const ALWAYS = { QUALTRICS_CHECK_WRITES: 'always' };
const [GET, PUT] = ['GET', 'PUT'];

t.test('a write that is as it was written costs one call more', async (t) => {
  const { id, scim, calls, metric } = await startWatched(t, ALWAYS);
  await scim('PATCH', `/Users/${id}`, RENAME);
  t.strictSame(methods(calls()), [GET, PUT, GET]);
  t.equal(await metric('scim_writes_checked_total'), 1);
  t.equal(await metric('scim_write_findings_total'), 0);
});

t.test('what Qualtrics empties has its value back before the answer', async (t) => {
  const bridge = await startWatched(t, ALWAYS);
  const { id, sandbox, scim, calls, metric } = bridge;
  const before = sandbox.user(id);
  bridge.alterPut({
    language: null,
    timeZone: null,
    divisionId: null,
    accountExpirationDate: null,
    permissions: null,
  });
  const { status, body } = await scim('PATCH', `/Users/${id}`, RENAME);
  t.equal(status, 200);
  t.match(body, { name: { familyName: 'Hopper' }, preferredLanguage: 'zh-Hans', timezone: 'Asia/Calcutta' });
  t.strictSame(sandbox.user(id), { ...before, lastName: 'Hopper' });
  t.strictSame(methods(calls()), [GET, PUT, GET, PUT, GET]);
  t.equal(await metric('scim_write_findings_total'), 5);
  t.equal(await metric('scim_fields_put_back_total'), 5);
  t.match(await entriesOf(bridge), [
    { action: 'change', fields: { lastName: { from: 'Moor', to: 'Hopper' } } },
    { id, action: 'emptied', fields: { language: { from: 'ZH-S', to: null }, permissions: {} } },
    { id, action: 'put-back', outcome: 'done', fields: { language: { from: null, to: 'ZH-S' } } },
  ]);
  t.equal((await scim('GET', `/Users/${id}`)).body.preferredLanguage, 'zh-Hans');
});

t.test('what cannot be put back is tried once, told, and turns readiness red', async (t) => {
  const bridge = await startWatched(t, ALWAYS);
  const { id, scim, calls, origin, metric } = bridge;
  bridge.alterPut({ language: null }, 'always');
  const { status, body } = await scim('PATCH', `/Users/${id}`, RENAME);
  t.equal(status, 200, 'what was asked for is done');
  t.equal(body.preferredLanguage, undefined, 'and the answer tells the truth');
  t.strictSame(methods(calls()), [GET, PUT, GET, PUT, GET]);
  t.match((await entriesOf(bridge)).at(-1), { action: 'put-back', outcome: 'failed' });
  t.equal(await metric('scim_fields_put_back_total'), 0);
  const ready = await fetch(`${origin}/readyz`);
  t.equal(ready.status, 503);
  t.match(await ready.text(), /Qualtrics empties fields that nobody named \(language\)/);
});

t.test(
  'an e-mail that Qualtrics does not change is told, and the answer has the one that holds',
  async (t) => {
    const bridge = await startWatched(t, ALWAYS, { emailWritable: false });
    const { id, scim, calls, metric } = bridge;
    // The write and its check within one millisecond.
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    t.teardown(() => mock.timers.reset());
    const emails = [{ value: 'hopper@example.com', type: 'work', primary: true }];
    const { body } = await scim('PATCH', `/Users/${id}`, patch('emails', emails));
    t.match(body.emails, [{ value: 'grace@example.com', type: 'work', primary: true }]);
    t.strictSame(methods(calls()), [GET, PUT, GET], 'and it is not written again');
    t.equal(await metric('scim_write_findings_total'), 1);
    t.match(await entriesOf(bridge), [
      { action: 'change' },
      { action: 'ignored', fields: { email: { from: 'hopper@example.com', to: 'grace@example.com' } } },
    ]);
    t.equal((await fetch(`${bridge.origin}/readyz`)).status, 200);
  },
);

t.test('a leaver whom Qualtrics does not disable is told, and the request fails', async (t) => {
  const bridge = await startWatched(t, ALWAYS);
  const { id, scim } = bridge;
  bridge.alterPut({ status: 'active' });
  const { status, body } = await scim('PATCH', `/Users/${id}`, patch('active', false));
  t.equal(status, 503);
  t.match(body.detail, /still active/);
  t.match(await entriesOf(bridge), [
    { action: 'deactivate', outcome: 'done' },
    { action: 'ignored', fields: { status: { from: 'disabled', to: 'active' } } },
  ]);
  const again = await scim('PATCH', `/Users/${id}`, patch('active', false));
  t.match(again, { status: 200, body: { active: false } });
});

t.test('a check that fails does not fail the write, and is made later', async (t) => {
  const bridge = await startWatched(t, ALWAYS, {});
  const { id, sandbox, scim } = bridge;
  bridge.alterPut({ language: null });
  const path = `/API/v3/users/${id}`;
  const match = { method: 'GET', path, skip: 1 };
  sandbox.fault({ match, effect: { kind: 'status', status: 404, errorCode: 'SANDBOX_ODD', body: 'html' } });
  t.equal((await scim('PATCH', `/Users/${id}`, RENAME)).status, 200);
  t.equal(sandbox.user(id)?.language, null);
  await until('the value is back', () => sandbox.user(id)?.language === 'ZH-S');
  await until('the audit has it', async () => (await entriesOf(bridge)).length === 3);
  t.match(
    (await bridge.audit()).map(({ askedBy }) => askedBy),
    [{ method: 'PATCH' }, { task: 'check' }, { task: 'check' }],
  );
});

t.test('many at once: each has its own values back', async (t) => {
  const { sandbox, scim } = await startWatched(t, ALWAYS);
  const users = await sandbox.addUsers(20);
  for (const { id } of users) {
    const match = { method: 'PUT', path: `/API/v3/users/${id}` };
    sandbox.fault({ match, effect: { kind: 'alters', fields: { language: null, timeZone: null } } });
  }
  await Promise.all(
    users.flatMap(({ id }) => [
      scim('PATCH', `/Users/${id}`, RENAME),
      scim('PATCH', `/Users/${id}`, patch('title', 'Admiral')),
    ]),
  );
  for (const user of users) t.strictSame(sandbox.user(user.id), { ...user, lastName: 'Hopper' });
});

function methods(calls: readonly string[]): string[] {
  return calls.map((call) => call.split(' ')[0] ?? '');
}

t.test('a leaver does not wait for the check of the change before', async (t) => {
  const bridge = await startWatched(t, ALWAYS);
  const { id, sandbox, scim } = bridge;
  bridge.alterPut({ language: null });
  const match = { method: 'GET', path: `/API/v3/users/${id}`, skip: 1 };
  sandbox.fault({ match, effect: { kind: 'timeout' } });
  const rename = scim('PATCH', `/Users/${id}`, RENAME);
  await until('the check has begun', () => sandbox.faults.length === 0);
  t.equal((await scim('PATCH', `/Users/${id}`, patch('active', false))).status, 200);
  t.equal((await rename).status, 200);
  t.match(sandbox.user(id), { status: 'disabled', lastName: 'Hopper', language: 'ZH-S' });
  const disabling = sandbox.calls.findIndex(({ body }) => JSON.stringify(body ?? null).includes('disabled'));
  const before = sandbox.calls.slice(0, disabling).filter(({ path }) => path === match.path);
  const answered = before.filter(({ fault }) => fault !== 'timeout').map(({ method }) => method);
  t.strictSame(answered, [GET, PUT, GET], 'the check that hung is not tried again first');
});
