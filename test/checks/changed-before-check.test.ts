/** A user who changes between a write and its check: by the IdP, or by somebody in Qualtrics. */
import t from 'tap';
import { entriesOf, patch } from '../audit/entries.ts';
import { until } from '../support/until.ts';
import { laterWriteIsChecked, RENAME, startWatched } from './brand.ts';

const SOON = { QUALTRICS_CHECK_AFTER_SECONDS: '1' };

t.test('what was emptied is put back when further changes came before the check', async (t) => {
  const bridge = await startWatched(t, SOON);
  const { id, sandbox, scim } = bridge;
  const before = sandbox.user(id);
  bridge.alterPut({ language: null, permissions: null });
  await scim('PATCH', `/Users/${id}`, RENAME);
  await scim('PATCH', `/Users/${id}`, { Operations: [{ op: 'remove', path: 'timezone' }] });
  await scim('PATCH', `/Users/${id}`, patch('name.givenName', 'Amazing'));
  await until('the value is back', () => sandbox.user(id)?.language === 'ZH-S');
  t.strictSame(sandbox.user(id), { ...before, lastName: 'Hopper', firstName: 'Amazing', timeZone: null });
  await until('the audit has it', async () =>
    (await entriesOf(bridge)).some(({ action }) => action === 'put-back'),
  );
  t.equal((await fetch(`${bridge.origin}/readyz`)).status, 503);
});

t.test('what was emptied is put back when a change was refused before the check', async (t) => {
  const bridge = await startWatched(t, SOON);
  const { id, sandbox, scim } = bridge;
  const before = sandbox.user(id);
  const [other] = await sandbox.addUsers(1);
  bridge.alterPut({ language: null });
  await scim('PATCH', `/Users/${id}`, RENAME);
  t.equal((await scim('PATCH', `/Users/${id}`, patch('userName', String(other?.username)))).status, 409);
  await until('the value is back', () => sandbox.user(id)?.language === 'ZH-S');
  t.strictSame(sandbox.user(id), { ...before, lastName: 'Hopper' });
});

t.test('what was emptied and is removed by the IdP before the check stays removed', async (t) => {
  const bridge = await startWatched(t, SOON);
  const { id, sandbox, scim } = bridge;
  const before = sandbox.user(id);
  bridge.alterPut({ language: null, timeZone: null });
  await scim('PATCH', `/Users/${id}`, RENAME);
  const removal = { Operations: [{ op: 'remove', path: 'timezone' }] };
  t.equal((await scim('PATCH', `/Users/${id}`, removal)).body.timezone, undefined);
  await until('the other value is back', () => sandbox.user(id)?.language === 'ZH-S');
  t.strictSame(sandbox.user(id), { ...before, lastName: 'Hopper', timeZone: null });
  t.match((await entriesOf(bridge))[1], {
    action: 'change',
    fields: { timeZone: { from: before?.timeZone, to: null }, language: undefined },
  });
});

t.test('what somebody changes in Qualtrics after a good read stays, and is no finding', async (t) => {
  const bridge = await startWatched(t, SOON);
  const { id, sandbox, scim, metric } = bridge;
  await scim('PATCH', `/Users/${id}`, RENAME);
  await scim('GET', `/Users/${id}`);
  sandbox.putUser({ id, language: null, firstName: 'Amazing' });
  await laterWriteIsChecked(bridge);
  t.match(sandbox.user(id), { language: null, firstName: 'Amazing' });
  t.equal(await metric('scim_write_findings_total'), 0);
});

t.test('what somebody changes in Qualtrics before the check is told and not undone', async (t) => {
  const bridge = await startWatched(t, SOON);
  const { id, sandbox, scim } = bridge;
  await scim('PATCH', `/Users/${id}`, RENAME);
  sandbox.putUser({ id, firstName: 'Amazing', timeZone: 'Europe/Berlin' });
  await until('it is told', async () => (await entriesOf(bridge)).length === 2);
  t.match((await entriesOf(bridge))[1], {
    action: 'differs',
    fields: { firstName: { from: 'Grace', to: 'Amazing' }, timeZone: { to: 'Europe/Berlin' } },
  });
  t.match(sandbox.user(id), { firstName: 'Amazing', timeZone: 'Europe/Berlin' });
});

t.test('what the IdP changes before the check is no finding', async (t) => {
  const bridge = await startWatched(t, SOON);
  const { id, sandbox, scim, metric } = bridge;
  await scim('PATCH', `/Users/${id}`, RENAME);
  await scim('PATCH', `/Users/${id}`, { Operations: [{ op: 'remove', path: 'preferredLanguage' }] });
  await laterWriteIsChecked(bridge);
  t.equal(sandbox.user(id)?.language, null);
  t.equal(await metric('scim_write_findings_total'), 0);
});
