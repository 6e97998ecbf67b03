import t from 'tap';
import type { UserRecord } from '../../src/qualtrics/records.ts';
import { type WriteOptions, writableRecord } from '../../src/qualtrics/writable.ts';

const OPTIONS: WriteOptions = { statusField: 'status', permissions: 'overrides', emailWritable: true };
const leaf = (state: string, calculatedState = 'on') => ({ calculatedState, state });
const before: UserRecord = {
  id: 'UR_1',
  username: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Lovelace',
  userType: 'UT_FULLUSER',
  divisionId: null,
  email: 'ada@example.com',
  status: 'active',
  accountExpirationDate: '2030-01-01T00:00:00Z',
  organizationId: 'acme',
  accountCreationDate: '2016-04-19T02:08:15Z',
  lastLoginDate: null,
  permissions: {
    controlPanel: {
      surveyPermissions: { editSurveyFlow: leaf('off', 'off'), copySurveys: leaf('userType') },
      accountPermissions: { accessApi: { calculatedState: 'on' } },
    },
  },
};
const overrides = { controlPanel: { surveyPermissions: { editSurveyFlow: { state: 'off' } } } };

function body(changes: Partial<UserRecord>, options: Partial<WriteOptions> = {}, was = before) {
  return writableRecord(was, { ...was, ...changes }, { ...OPTIONS, ...options });
}

t.test('every writable field goes as GET gave it, read-only keys and nulls stay out', async (t) => {
  t.strictSame(body({ firstName: 'Augusta' }), {
    username: 'ada@example.com',
    firstName: 'Augusta',
    lastName: 'Lovelace',
    userType: 'UT_FULLUSER',
    status: 'active',
    accountExpirationDate: '2030-01-01T00:00:00Z',
    email: 'ada@example.com',
    permissions: overrides,
  });
});

t.test('null is sent to clear a value, and only then', async (t) => {
  t.equal(body({ accountExpirationDate: null }).accountExpirationDate, null);
  t.notOk('divisionId' in body({ divisionId: null }));
  t.equal(body({ timeZone: null }).timeZone, null, 'GET did not say what it was, the change did');
});

t.test('a field that the changed record lacks counts as unchanged', async (t) => {
  const { email: _, ...after } = before;
  t.equal(writableRecord(before, after, OPTIONS).email, 'ada@example.com');
});

t.test('dates lose their milliseconds', async (t) => {
  const date = (value: string) => body({ accountExpirationDate: value }).accountExpirationDate;
  t.equal(date('2031-02-03T04:05:06.789Z'), '2031-02-03T04:05:06Z');
  t.equal(date('2031-02-03T04:05:06.7+02:00'), '2031-02-03T04:05:06+02:00');
  t.equal(date('2031-02-03'), '2031-02-03');
});

t.test('the name of the status, and whether the e-mail goes, are settings', async (t) => {
  const other = body({ status: 'disabled' }, { statusField: 'accountStatus', emailWritable: false });
  t.equal(other.accountStatus, 'disabled');
  t.notOk('status' in other);
  t.notOk('email' in other);
});

t.test('permissions: explicit overrides only', async (t) => {
  const inherited = { controlPanel: { surveyPermissions: { copySurveys: leaf('userType') } } };
  t.notOk('permissions' in body({}, {}, { ...before, permissions: inherited }), 'none, so left out');
  const { permissions: _, ...without } = before;
  t.notOk('permissions' in body({}, {}, without));
});

t.test('permissions: a changed leaf goes, also one given back to the user type', async (t) => {
  const change = (editSurveyFlow: string, copySurveys: string) => ({
    controlPanel: {
      surveyPermissions: { editSurveyFlow: leaf(editSurveyFlow), copySurveys: leaf(copySurveys) },
    },
  });
  t.strictSame(body({ permissions: change('userType', 'on') }).permissions, {
    controlPanel: {
      surveyPermissions: { editSurveyFlow: { state: 'userType' }, copySurveys: { state: 'on' } },
    },
  });
  t.equal(body({ permissions: null }).permissions, null);
});

t.test('permissions: the map of booleans goes as it came', async (t) => {
  const map = { editSurveys: true, distribute: false };
  t.strictSame(body({}, {}, { ...before, permissions: map }).permissions, map);
});

t.test('permissions: omit and raw', async (t) => {
  t.notOk('permissions' in body({ permissions: overrides }, { permissions: 'omit' }));
  t.strictSame(body({}, { permissions: 'raw' }).permissions, before.permissions);
});

t.test('permissions: hostile key names stay keys', async (t) => {
  const permissions = JSON.parse('{"__proto__":{"constructor":{"toString":{"state":"on"}}}}');
  const sent = body({ permissions }).permissions;
  t.equal(JSON.stringify(sent), '{"__proto__":{"constructor":{"toString":{"state":"on"}}}}');
  t.equal(Reflect.get({}, 'constructor'), Object);
});
