import t from 'tap';
import { keptAfter } from '../../../src/provisioning/mapping/kept-after.ts';
import { renderUser } from '../../../src/provisioning/mapping/render-user.ts';
import type { Resource } from '../../../src/provisioning/resource.ts';
import { MAPPING, RECORD } from './settings.ts';

t.test('a change of nothing keeps what was kept', async (t) => {
  const kept: Resource = { title: 'Countess' };
  const before = renderUser(MAPPING, RECORD, kept);
  t.equal(keptAfter(MAPPING, kept, before, before), kept);
});

t.test('only what the IdP changed counts as sent by it', async (t) => {
  const before = renderUser(MAPPING, RECORD, {});
  const after = { ...before, title: 'Countess', userType: 'Employee' };
  t.strictSame(keptAfter(MAPPING, {}, before, after), { title: 'Countess', userType: 'Employee' });
});

t.test('a value that Qualtrics alone gave does not outlive a change there', async (t) => {
  const admin = { ...RECORD, userType: 'UT_BRANDADMIN', timeZone: 'UTC-8' };
  const before = renderUser(MAPPING, admin, {});
  const kept = keptAfter(MAPPING, {}, before, { ...before, title: 'Countess' });
  const demoted = renderUser(MAPPING, { ...admin, userType: 'UT_EMP', timeZone: 'Europe/Berlin' }, kept);
  t.match(demoted, { userType: 'employee', timezone: 'Europe/Berlin', title: 'Countess' });
});

t.test('an attribute that the change left alone stays as the IdP once sent it', async (t) => {
  const kept: Resource = { name: { givenName: 'ADA', formatted: 'A. Marsh' }, timezone: 'Asia/Kolkata' };
  const before = renderUser(MAPPING, RECORD, kept);
  t.strictSame(keptAfter(MAPPING, kept, before, { ...before, title: 'Countess' }), {
    ...kept,
    title: 'Countess',
  });
});

t.test('an attribute that the change took away is no longer kept', async (t) => {
  const kept: Resource = { timezone: 'Asia/Kolkata', title: 'Countess' };
  const { timezone: _timezone, title: _title, ...after } = renderUser(MAPPING, RECORD, kept);
  t.strictSame(keptAfter(MAPPING, kept, renderUser(MAPPING, RECORD, kept), after), {});
});
