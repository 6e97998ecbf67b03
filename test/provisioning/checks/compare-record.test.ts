import t from 'tap';
import { compareRecord } from '../../../src/provisioning/checks/compare-record.ts';
import type { UserRecord } from '../../../src/qualtrics/records.ts';
import { MAPPING } from '../mapping/settings.ts';

const BEFORE: UserRecord = {
  id: 'UR_1',
  username: 'ada@example.com#acme',
  firstName: 'Ada',
  lastName: 'Lovelace',
  userType: 'UT_PARTICIPANT',
  divisionId: 'DV_1',
  email: 'ada@example.com',
  status: 'active',
  language: 'EN',
  timeZone: 'Asia/Calcutta',
  accountExpirationDate: '2031-05-01T00:00:00Z',
  permissions: { survey: { edit: { state: 'off' }, share: { state: 'userType', calculatedState: 'on' } } },
};

/** What `now` has otherwise than a PUT that changed the last name and the e-mail. */
function found(now: Partial<UserRecord>, changes: Partial<UserRecord> = {}) {
  const after = { ...BEFORE, lastName: 'King', email: 'king@example.com', ...changes };
  const findings = compareRecord(MAPPING, { before: BEFORE, after }, { ...after, ...now });
  return Object.fromEntries(findings.map(({ field, kind }) => [field, kind]));
}

t.test('a record as it was written is no finding', async (t) => {
  t.strictSame(found({}), {});
});

t.test('another spelling of the same is no finding', async (t) => {
  const spellings: Partial<UserRecord>[] = [
    { username: 'Ada@example.com' },
    { language: 'en' },
    { timeZone: 'Asia/Kolkata' },
    { accountExpirationDate: '2031-05-01T00:00:00.000+00:00' },
    { lastName: 'king ' },
    { email: 'King@Example.com' },
    { status: 'Active' },
  ];
  for (const spelling of spellings) t.strictSame(found(spelling), {}, JSON.stringify(spelling));
});

t.test('a field without a value that should have one was emptied, named or not', async (t) => {
  for (const value of [null, '', undefined]) {
    t.strictSame(found({ language: value as null, lastName: value as null }), {
      language: 'emptied',
      lastName: 'emptied',
    });
  }
});

t.test('a field that was cleared on purpose is no finding', async (t) => {
  t.strictSame(found({}, { language: null }), {});
  t.strictSame(found({ language: 'EN' }, { language: null }), { language: 'ignored' });
});

t.test('a field that was named and is what it was before was ignored', async (t) => {
  t.strictSame(found({ email: 'ada@example.com' }), { email: 'ignored' });
  t.strictSame(found({ status: 'active' }, { status: 'disabled' }), { status: 'ignored' });
});

t.test('a field with a third value differs, named or not', async (t) => {
  t.strictSame(found({ email: 'x@example.com', firstName: 'Augusta' }), {
    email: 'differs',
    firstName: 'differs',
  });
});

t.test(
  'an override that is gone was emptied; one that came, or was turned round, is no finding',
  async (t) => {
    const survey = (edit: { [key: string]: string }) => ({
      permissions: { survey: { edit, share: { state: 'userType' } } },
    });
    t.strictSame(found({ permissions: { survey: {} } }), { permissions: 'emptied' });
    t.strictSame(found({ permissions: null }), { permissions: 'emptied' });
    t.strictSame(found(survey({ state: 'userType', calculatedState: 'on' })), { permissions: 'emptied' });
    t.strictSame(found(survey({ state: 'on' })), {});
    const more = { survey: { edit: { state: 'off' } }, contacts: { read: { state: 'on' } } };
    t.strictSame(found({ permissions: more }), {});
  },
);
