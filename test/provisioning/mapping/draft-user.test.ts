import t from 'tap';
import { draftUser } from '../../../src/provisioning/mapping/draft-user.ts';
import { QUALTRICS_USER_SCHEMA, type Resource } from '../../../src/provisioning/resource.ts';
import { ada } from '../people.ts';
import { MAPPING } from './settings.ts';

const DEFAULTS = { userType: 'UT_PARTICIPANT', language: 'en', divisionId: undefined };

function draft(resource: Resource, password?: string, defaults: Parameters<typeof draftUser>[2] = DEFAULTS) {
  return draftUser(MAPPING, resource, defaults, password, () => {});
}

t.test(
  'a draft has what POST /users takes: no status, no permissions, nothing that was not sent',
  async (t) => {
    t.strictSame(draft(ada(), 'secret'), {
      username: 'ada.marsh@example.com#acme',
      firstName: 'Ada',
      lastName: 'Marsh',
      email: 'ada@example.com',
      userType: 'UT_PARTICIPANT',
      language: 'en',
      password: 'secret',
    });
  },
);

t.test('what was sent goes before the defaults', async (t) => {
  const extension = { divisionId: 'DV_2', accountExpirationDate: '2031-01-01T00:00:00.5Z' };
  const resource = ada({
    userType: 'employee',
    preferredLanguage: 'de-AT',
    timezone: 'Asia/Kolkata',
    [QUALTRICS_USER_SCHEMA]: extension,
  });
  t.match(draft(resource, undefined, { ...DEFAULTS, divisionId: 'DV_1' }), {
    userType: 'UT_EMP',
    language: 'DE',
    timeZone: 'Asia/Calcutta',
    divisionId: 'DV_2',
    accountExpirationDate: '2031-01-01T00:00:00Z',
  });
});

t.test('a user type that may not be given falls back to the default one', async (t) => {
  for (const userType of ['Wizard', 'UT_BRANDADMIN', 'UT_BrandAdmin', 'ut_brandadmin']) {
    t.equal(draft(ada({ userType })).userType, 'UT_PARTICIPANT', userType);
  }
});

t.test('without e-mails the userName stands in, where it has the form of one', async (t) => {
  const { emails: _emails, ...rest } = ada();
  t.equal(draft(rest).email, 'ada.marsh@example.com');
  t.throws(() => draft({ ...rest, userName: 'ada' }), { code: 'invalid', detail: /emails is missing/ });
});

t.test('what Qualtrics needs and was not sent is named to the admin', async (t) => {
  t.throws(() => draft(ada({ name: { familyName: 'Marsh' } })), {
    code: 'invalid',
    detail: 'name.givenName is missing: Qualtrics needs it to create an account.',
  });
  t.throws(() => draft(ada({ name: { givenName: 'Ada', familyName: '  ' } })), {
    code: 'invalid',
    detail: 'name.familyName is missing: Qualtrics needs it to create an account.',
  });
});

t.test(
  'a userName with a character that Qualtrics refuses is invalid, and the detail names the character',
  async (t) => {
    t.throws(() => draft(ada({ userName: 'ada&co@example.com' })), {
      code: 'invalid',
      detail: 'userName may not contain &: Qualtrics refuses it.',
    });
    for (const userName of ["o'brien@example.com", 'ada+1@example.com', 'ada-b_c@example.com']) {
      t.equal(draft(ada({ userName })).username, `${userName}#acme`);
    }
  },
);
