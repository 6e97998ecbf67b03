/** QUALTRICS_CHECK_WRITES=sample, the default: the reads that happen anyway, and some of the checks' own, later. */
import t from 'tap';
import { entriesOf, patch } from '../audit/entries.ts';
import { startBridgeFor } from '../support/bridge.ts';
import { until } from '../support/until.ts';
import { laterWriteIsChecked, RENAME, startWatched } from './brand.ts';

const SOON = { QUALTRICS_CHECK_AFTER_SECONDS: '1' };

t.test('the first writes are read back later, and what was emptied is put back', async (t) => {
  const bridge = await startWatched(t, SOON);
  const { id, sandbox, scim, calls } = bridge;
  const before = sandbox.user(id);
  bridge.alterPut({ language: null, permissions: null });
  t.equal((await scim('PATCH', `/Users/${id}`, RENAME)).status, 200);
  t.equal(calls().length, 2, 'the request costs what it costs');
  await until('the value is back', () => sandbox.user(id)?.language === 'ZH-S');
  t.strictSame(sandbox.user(id), { ...before, lastName: 'Hopper' });
  await until('the audit has it', async () => (await entriesOf(bridge)).length === 3);
  t.match(await entriesOf(bridge), [{ action: 'change' }, { action: 'emptied' }, { action: 'put-back' }]);
  t.equal(await bridge.metric('scim_fields_put_back_total'), 2);
});

t.test('after that every write is read back at once', async (t) => {
  const bridge = await startWatched(t, SOON);
  const { id, sandbox, scim, calls } = bridge;
  bridge.alterPut({ language: null });
  await scim('PATCH', `/Users/${id}`, RENAME);
  await until('readiness is red', async () => (await fetch(`${bridge.origin}/readyz`)).status === 503);
  const [other] = await sandbox.addUsers(1);
  await until('the check is over', async () => (await entriesOf(bridge)).length === 3);
  calls();
  await scim('PATCH', `/Users/${other?.id}`, RENAME);
  t.equal(calls().length, 3);
});

t.test('a read that somebody asks for is the check, and costs nothing', async (t) => {
  const bridge = await startWatched(t, SOON);
  const { id, scim, calls, metric } = bridge;
  await scim('PATCH', `/Users/${id}`, RENAME);
  await scim('GET', `/Users/${id}`);
  t.equal(await metric('scim_writes_checked_total'), 1);
  await laterWriteIsChecked(bridge);
  const own = calls().filter((call) => call.includes(id));
  t.equal(own.length, 3, 'GET and PUT of the change, GET of the reader');
});

t.test('a read that is not as it was written is looked into a little later', async (t) => {
  const bridge = await startWatched(t, {});
  const { id, sandbox, scim, calls } = bridge;
  bridge.alterPut({ language: null });
  await scim('PATCH', `/Users/${id}`, RENAME);
  t.equal((await scim('GET', `/Users/${id}`)).body.preferredLanguage, undefined, 'the truth');
  t.equal(calls().length, 3);
  await until('the value is back', () => sandbox.user(id)?.language === 'ZH-S');
});

t.test('the next PATCH of the user finds it too', async (t) => {
  const bridge = await startWatched(t, {}, { emailWritable: false });
  const { id, scim } = bridge;
  const email = (value: string) => patch('emails', [{ value, primary: true }]);
  await scim('PATCH', `/Users/${id}`, email('hopper@example.com'));
  await scim('PATCH', `/Users/${id}`, patch('title', 'Admiral'));
  await until('it is found', async () =>
    (await entriesOf(bridge)).some(({ action }) => action === 'ignored'),
  );
  t.equal(await bridge.metric('scim_fields_put_back_total'), 0);
});

t.test('an e-mail that is known to be ignored is not looked into over and over', async (t) => {
  const bridge = await startWatched(t, SOON, { emailWritable: false });
  const { sandbox, scim, calls } = bridge;
  const change = async (id: string) => {
    await scim('PATCH', `/Users/${id}`, patch('emails', [{ value: 'new@example.com', primary: true }]));
    await scim('GET', `/Users/${id}`);
  };
  await change(bridge.id);
  await until('it is found', async () =>
    (await entriesOf(bridge)).some(({ action }) => action === 'ignored'),
  );
  const users = await sandbox.addUsers(5);
  for (const { id } of users.slice(0, 2)) await change(id);
  await until('the first writes are read back', async () => (await entriesOf(bridge)).length === 6);
  calls();
  for (const { id } of users.slice(2)) await change(id);
  // What is looked into after that: so would have been those, had they been.
  bridge.alterPut({ language: null });
  await scim('PATCH', `/Users/${bridge.id}`, RENAME);
  await scim('GET', `/Users/${bridge.id}`);
  await until('the value is back', () => sandbox.user(bridge.id)?.language === 'ZH-S');
  const others = calls().filter((call) => !call.includes(bridge.id));
  t.equal(others.length, 9, 'two for each change, one for each read');
});

t.test(
  'a process that ends before its check leaves nothing behind, and the next one starts afresh',
  async (t) => {
    const bridge = await startWatched(t, SOON);
    const { id, sandbox, scim } = bridge;
    bridge.alterPut({ language: null });
    await scim('PATCH', `/Users/${id}`, RENAME);
    await bridge.server.close();
    const next = await startBridgeFor(t, sandbox);
    t.equal((await next.scim('PATCH', `/Users/${id}`, patch('title', 'Admiral'))).status, 200);
    t.equal((await fetch(`${next.origin}/readyz`)).status, 200);
  },
);

t.test('never: nothing is remembered and nothing read', async (t) => {
  const bridge = await startWatched(t, {
    QUALTRICS_CHECK_WRITES: 'never',
    QUALTRICS_CHECK_AFTER_SECONDS: '0',
  });
  const { id, scim, calls, metric, sandbox } = bridge;
  bridge.alterPut({ language: null });
  await scim('PATCH', `/Users/${id}`, RENAME);
  for (let reads = 0; reads < 10; reads++) await scim('GET', `/Users/${id}`);
  t.equal(calls().length, 12);
  t.equal(await metric('scim_writes_checked_total'), 0);
  t.equal(sandbox.user(id)?.language, null);
});

t.test('a leaver does not wait for the check of the change before', async (t) => {
  const patience = { QUALTRICS_TIMEOUT_SECONDS: '55', SCIM_ANSWER_DEADLINE_SECONDS: '8' };
  const bridge = await startWatched(t, { ...SOON, ...patience });
  const { id, sandbox, scim } = bridge;
  await scim('PATCH', `/Users/${id}`, RENAME);
  const path = `/API/v3/users/${id}`;
  sandbox.fault({ match: { method: 'GET', path }, effect: { kind: 'timeout' } });
  sandbox.clearCalls();
  await until('the check waits for Qualtrics', () => sandbox.calls.some((call) => call.path === path));
  t.equal((await scim('PATCH', `/Users/${id}`, patch('active', false))).status, 200);
  t.match(sandbox.user(id), { status: 'disabled', lastName: 'Hopper' });
});
