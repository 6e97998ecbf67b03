import fc from 'fast-check';
import type { SandboxUser } from '../../src/sandbox/sandbox.ts';

const QUALTRICS = 'urn:ietf:params:scim:schemas:extension:qualtrics:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The fields of an account that a full-record PUT carries. */
export type Fields = Omit<
  SandboxUser,
  'id' | 'accountCreationDate' | 'lastLoginDate' | 'passwordLastChangedDate'
>;

/** A value that a request gives an attribute, and what that makes of the account; no fields where it is kept in the bridge. */
export interface Named {
  readonly path: string;
  readonly value: unknown;
  readonly fields: Partial<Fields>;
}

/** Attributes to name, each at most once, and the way in which the IdP says it. */
export interface Change {
  readonly how: 'put' | 'patch by path' | 'patch without path' | 'patch with dotted keys';
  readonly named: readonly Named[];
}

const text = fc
  .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcäößéñ漢 -') })
  .filter((s) => s.trim() === s);

/** `tag` keeps usernames of different accounts apart. */
export function arbitraryChange(tag: string, divisionIds: readonly string[]): fc.Arbitrary<Change> {
  const name = fc.integer({ min: 0, max: 1e6 }).map((n) => `person${n}.${tag}@users.example.com`);
  const date = fc.date({ min: new Date('2027-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
  const attributes: fc.Arbitrary<Named>[] = [
    name.map((value) => ({ path: 'userName', value, fields: { username: value } })),
    text.map((value) => ({ path: 'name.givenName', value, fields: { firstName: value } })),
    text.map((value) => ({ path: 'name.familyName', value, fields: { lastName: value } })),
    name.map((value) => ({
      path: 'emails',
      value: [{ value, type: 'work', primary: true }],
      fields: { email: value },
    })),
    fc
      .boolean()
      .map((value) => ({ path: 'active', value, fields: { status: value ? 'active' : 'disabled' } })),
    fc
      .constantFrom('UT_PARTICIPANT', 'UT_FULLUSER')
      .map((value) => ({ path: 'userType', value, fields: { userType: value } })),
    fc
      .constantFrom(['de-DE', 'DE'], ['zh-TW', 'ZH-T'], ['fr-CA', 'FR-CA'], [null, null])
      .map(([value = null, language = null]) => ({ path: 'preferredLanguage', value, fields: { language } })),
    fc
      .constantFrom(['Europe/Berlin', 'Europe/Berlin'], ['Asia/Kolkata', 'Asia/Calcutta'], [null, null])
      .map(([value = null, timeZone = null]) => ({ path: 'timezone', value, fields: { timeZone } })),
    fc
      .constantFrom(...divisionIds, null)
      .map((value) => ({ path: `${QUALTRICS}:divisionId`, value, fields: { divisionId: value } })),
    fc.option(date).map((value) => ({
      path: `${QUALTRICS}:accountExpirationDate`,
      value: value?.toISOString() ?? null,
      fields: { accountExpirationDate: value ? `${value.toISOString().slice(0, 19)}Z` : null },
    })),
    text.map((value) => ({ path: 'displayName', value, fields: {} })),
    text.map((value) => ({ path: `${ENTERPRISE}:department`, value, fields: {} })),
    text.map((value) => ({ path: 'favouriteColour', value, fields: {} })),
  ];
  const how = fc.constantFrom<Change['how'][]>(
    'put',
    'patch by path',
    'patch without path',
    'patch with dotted keys',
  );
  const named = fc
    .shuffledSubarray(attributes, { minLength: 1, maxLength: 6 })
    .chain((some) => fc.tuple(...some));
  return fc.record({ how, named });
}

/** Anything that an account may hold, with nulls where Qualtrics has them. */
export function arbitraryRecord(tag: string, divisionIds: readonly string[]): fc.Arbitrary<Fields> {
  const override = fc.constantFrom('on', 'off');
  return fc.record({
    username: fc.constant(`first.${tag}@users.example.com`),
    firstName: text,
    lastName: text,
    userType: fc.constantFrom('UT_PARTICIPANT', 'UT_FULLUSER'),
    divisionId: fc.constantFrom(...divisionIds, null),
    status: fc.constantFrom('active', 'disabled'),
    language: fc.constantFrom('en', 'DE', 'PT-BR', null),
    timeZone: fc.constantFrom('America/New_York', 'Asia/Katmandu', null),
    accountExpirationDate: fc.constantFrom('2031-05-01T00:00:00Z', null),
    email: fc.constant(`mail.${tag}@users.example.com`),
    permissions: fc.dictionary(
      fc.constantFrom(
        'controlPanel.accountPermissions.accessApi',
        'controlPanel.surveyPermissions.editSurveyFlow',
      ),
      override,
    ) as fc.Arbitrary<Fields['permissions']>,
  });
}
