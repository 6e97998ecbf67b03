import t, { type Test } from 'tap';
import { changedFields } from '../../../src/cli/doctor/changed-fields.ts';
import { activation, emailChange, leaving, renaming } from '../../../src/cli/doctor/trials.ts';
import { type Trial, tryPatch } from '../../../src/cli/doctor/try-patch.ts';
import { openUpstream } from '../../../src/cli/doctor/upstream.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import type { UserRecord } from '../../../src/qualtrics/records.ts';
import type { SandboxUserInput } from '../../../src/sandbox/sandbox.ts';
import { start } from '../../sandbox/start.ts';
import { healthyFor } from './diagnose.ts';

const STATUSES = { statusActive: 'active', statusDisabled: 'disabled' };
const RIGHT = 'controlPanel.accountPermissions.shareSurveys';

/** The verdict on a trial whose PATCH is answered with 200, and in Qualtrics does what is given instead. */
async function verdictOn(t: Test, trial: (now: UserRecord) => Trial, effect: SandboxUserInput) {
  const { sandbox } = await start(t);
  const { id } = sandbox.putUser({ firstName: 'Ada', language: 'en', permissions: { [RIGHT]: 'on' } });
  const upstream = openUpstream(loadConfig(healthyFor(t, sandbox)).connections[0].qualtrics);
  t.teardown(() => upstream.close());
  const before = await upstream.users.get(id);
  const bridge = {
    async send() {
      sandbox.putUser({ ...effect, id });
      return { status: 200, id, detail: undefined };
    },
    async [Symbol.asyncDispose]() {},
  };
  return (await tryPatch(bridge, upstream, before, trial(before))).verdict;
}

t.test('what was asked for and nothing else', async (t) => {
  const verdict = await verdictOn(t, renaming, { firstName: 'doctor' });
  t.match(verdict, { outcome: 'ok', detail: 'firstName as asked, all other fields as before' });
});

t.test('a field that nobody named and that is not what it was fails, by its name alone', async (t) => {
  for (const [effect, lost] of [
    [{ language: null }, 'language'],
    [{ permissions: {} }, 'permissions'],
    [{ timeZone: 'Europe/Berlin', email: 'x@example.com' }, 'email, timeZone'],
  ] as const) {
    const verdict = await verdictOn(t, renaming, { firstName: 'Doctor', ...effect });
    t.match(verdict, { outcome: 'fail', detail: `changed, though nobody named them: ${lost}` });
  }
});

t.test(
  'a change that did not take: fatal for names and status, a warning for the e-mail address',
  async (t) => {
    t.match(await verdictOn(t, renaming, {}), { outcome: 'fail', detail: /first name is what it was/ });
    const disabling = () => activation(false, STATUSES);
    t.match(await verdictOn(t, disabling, {}), { outcome: 'fail', advice: /QUALTRICS_STATUS_DISABLED/ });
    t.match(await verdictOn(t, emailChange, {}), { outcome: 'warn', advice: /EMAIL_WRITABLE=false/ });
  },
);

t.test('trials ask for values that the account has not', async (t) => {
  const record = { id: 'UR_1', username: 'a@example.com' };
  for (const firstName of ['Ada', 'Doctor', 'Doc', null]) {
    t.not(renaming({ ...record, firstName }).expected.firstName, firstName);
  }
  for (const email of ['a@example.com', 'doctor@example.com', 'doc@example.com', null]) {
    t.not(emailChange({ ...record, email }).expected.email, email);
  }
});

t.test('leaving puts back what is not as it was, and disables', async (t) => {
  const was = { id: 'UR_1', username: 'a@example.com', firstName: 'Ada', email: 'a@example.com' };
  t.strictSame(leaving(was, was, STATUSES).replace, { active: false });
  const now = { ...was, firstName: 'Doctor', email: 'doctor@example.com' };
  t.strictSame(leaving(was, now, STATUSES).replace, {
    'name.givenName': 'Ada',
    'emails[type eq "work"].value': 'a@example.com',
    active: false,
  });
});

t.test('fields that differ', async (t) => {
  const record: UserRecord = {
    id: 'UR_1',
    username: 'a@example.com',
    lastLoginDate: '2024-01-01T00:00:00Z',
    language: null,
    permissions: { product: { section: { right: { state: 'userType', calculatedState: 'on' } } } },
  };
  t.strictSame(changedFields(record, { ...record, status: 'active' }), ['status']);
  const { language: _language, ...without } = record;
  t.strictSame(changedFields(record, without), [], 'null is no value');
  t.strictSame(changedFields(record, { ...record, lastLoginDate: null }), [], 'they log in when they like');
  const inherited = { product: { section: { right: { state: 'userType', calculatedState: 'off' } } } };
  t.strictSame(changedFields(record, { ...record, permissions: inherited }), [], 'inherited rights move');
  const own = { product: { section: { right: { state: 'on', calculatedState: 'on' } } } };
  t.strictSame(changedFields(record, { ...record, permissions: own }), ['permissions']);
});
