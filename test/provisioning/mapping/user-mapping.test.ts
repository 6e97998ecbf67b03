import t from 'tap';
import { changeRecord } from '../../../src/provisioning/mapping/change-record.ts';
import { renderUser } from '../../../src/provisioning/mapping/render-user.ts';
import { userMapping } from '../../../src/provisioning/mapping/user-mapping.ts';
import { type Json, QUALTRICS_USER_SCHEMA, type Resource } from '../../../src/provisioning/resource.ts';
import type { UserRecord } from '../../../src/qualtrics/records.ts';
import { MAPPING, RECORD, SETTINGS } from './settings.ts';

interface Row {
  readonly attribute: string;
  readonly field: keyof UserRecord;
  /** What SCIM shows of RECORD when the IdP never sent anything. */
  readonly shown: Json;
  /** Another spelling of the same, as an IdP may send it. */
  readonly sameAs: Json;
  /** Something else that the IdP wants, and what Qualtrics gets. */
  readonly wanted: Json;
  readonly written: string;
  /** What somebody sets by hand in Qualtrics, and what SCIM shows then. */
  readonly byHand: string;
  readonly shownThen: Json;
  /** What Qualtrics gets when the IdP takes the value away; undefined: Qualtrics always needs one. */
  readonly cleared: null | undefined;
}

const rows: readonly Row[] = [
  {
    attribute: 'userName',
    field: 'username',
    shown: 'ada@example.com',
    sameAs: 'ADA@example.com',
    wanted: 'lovelace@example.com',
    written: 'lovelace@example.com#acme',
    byHand: 'byron@example.com#acme',
    shownThen: 'byron@example.com',
    cleared: undefined,
  },
  {
    attribute: 'name.givenName',
    field: 'firstName',
    shown: 'Ada',
    sameAs: 'ADA',
    wanted: 'Augusta',
    written: 'Augusta',
    byHand: 'Annabella',
    shownThen: 'Annabella',
    cleared: undefined,
  },
  {
    attribute: 'name.familyName',
    field: 'lastName',
    shown: 'Marsh',
    sameAs: 'MARSH',
    wanted: 'King',
    written: 'King',
    byHand: 'Byron',
    shownThen: 'Byron',
    cleared: undefined,
  },
  {
    attribute: 'emails',
    field: 'email',
    shown: [{ value: 'ada@example.com', type: 'work', primary: true }],
    sameAs: [
      { value: 'ada@home.example', type: 'home' },
      { value: 'Ada@Example.com', type: 'work', primary: true },
    ],
    wanted: [{ value: 'king@example.com', type: 'work' }],
    written: 'king@example.com',
    byHand: 'byron@example.com',
    shownThen: [
      { value: 'ada@home.example', type: 'home' },
      { value: 'byron@example.com', type: 'work', primary: true },
    ],
    cleared: undefined,
  },
  {
    attribute: 'active',
    field: 'status',
    shown: true,
    sameAs: true,
    wanted: false,
    written: 'disabled',
    byHand: 'pending',
    shownThen: false,
    cleared: undefined,
  },
  {
    attribute: 'userType',
    field: 'userType',
    shown: 'employee',
    sameAs: 'Employee',
    wanted: 'UT_other',
    written: 'UT_other',
    byHand: 'UT_guest',
    shownThen: 'UT_guest',
    cleared: undefined,
  },
  {
    attribute: 'preferredLanguage',
    field: 'language',
    shown: 'zh-Hans',
    sameAs: 'zh-CN',
    wanted: 'en-US',
    written: 'EN',
    byHand: 'PT-BR',
    shownThen: 'pt-BR',
    cleared: null,
  },
  {
    attribute: 'timezone',
    field: 'timeZone',
    shown: 'Asia/Calcutta',
    sameAs: 'Asia/Kolkata',
    wanted: 'Asia/Kathmandu',
    written: 'Asia/Katmandu',
    byHand: 'Europe/Berlin',
    shownThen: 'Europe/Berlin',
    cleared: null,
  },
  {
    attribute: `${QUALTRICS_USER_SCHEMA}:divisionId`,
    field: 'divisionId',
    shown: 'DV_research',
    sameAs: 'DV_research',
    wanted: 'DV_people',
    written: 'DV_people',
    byHand: 'DV_sales',
    shownThen: 'DV_sales',
    cleared: null,
  },
  {
    attribute: `${QUALTRICS_USER_SCHEMA}:accountExpirationDate`,
    field: 'accountExpirationDate',
    shown: '2031-05-01T00:00:00Z',
    sameAs: '2031-05-01T02:00:00.000+02:00',
    wanted: '2032-01-01T00:00:00.123Z',
    written: '2032-01-01T00:00:00Z',
    byHand: '2033-01-01T00:00:00Z',
    shownThen: '2033-01-01T00:00:00Z',
    cleared: null,
  },
];

const neverDropped = (attribute: string, reason: string) => {
  throw new Error(`${attribute} was dropped: ${reason}`);
};

t.strictSame(
  MAPPING.map(({ attribute }) => attribute),
  rows.map(({ attribute }) => attribute),
  'every row of the mapping is tested',
);

for (const row of rows) {
  t.test(`${row.attribute} is ${row.field} of Qualtrics`, async (t) => {
    const attribute = MAPPING.find((one) => one.attribute === row.attribute);
    if (!attribute) throw new Error('no such row');
    const render = (kept: Resource, changes: Partial<UserRecord> = {}) =>
      renderUser(MAPPING, { ...RECORD, ...changes }, kept);
    const withValue = (resource: Resource, value: Json | undefined): Resource => {
      const copy = structuredClone(resource);
      attribute.set(copy, value);
      return copy;
    };
    const keptSame = withValue({}, row.sameAs);

    t.strictSame(attribute.get(render({})), row.shown, 'shown as Qualtrics has it when the IdP sent nothing');
    t.strictSame(attribute.get(render(keptSame)), row.sameAs, 'shown as sent while it means the same');
    t.strictSame(
      attribute.get(render(keptSame, { [row.field]: row.byHand })),
      row.shownThen,
      'a change by hand is shown',
    );
    t.equal(
      attribute.get(render(keptSame, { [row.field]: null })),
      undefined,
      'emptied by hand: shown as absent',
    );

    const before = render({});
    const changed = changeRecord(MAPPING, RECORD, before, withValue(before, row.wanted), neverDropped);
    t.strictSame(changed, { ...RECORD, [row.field]: row.written }, 'a change writes this field and no other');

    const dropped: string[] = [];
    const gone = changeRecord(MAPPING, RECORD, before, withValue(before, undefined), (name) =>
      dropped.push(name),
    );
    if (row.cleared === undefined) {
      t.equal(gone, RECORD, 'Qualtrics always needs a value, so it keeps the one it has');
      t.strictSame(dropped, [row.attribute]);
    } else {
      t.strictSame(gone, { ...RECORD, [row.field]: row.cleared }, 'the value is taken away');
      t.strictSame(dropped, []);
    }
  });
}

t.test('a resource that differs in nothing gives the very same record', async (t) => {
  const before = renderUser(MAPPING, RECORD, {});
  t.equal(changeRecord(MAPPING, RECORD, before, structuredClone(before), neverDropped), RECORD);
});

t.test('a status that is neither of the two is inactive, and stays as it is', async (t) => {
  const record = { ...RECORD, status: 'pending' };
  const before = renderUser(MAPPING, record, {});
  t.equal(before.active, false);
  t.equal(changeRecord(MAPPING, record, before, { ...before, active: false }, neverDropped), record);
});

t.test('the status values are those of the configuration, read in any letter case', async (t) => {
  const mapping = userMapping({ ...SETTINGS, statusActive: 'Enabled', statusDisabled: 'Off' });
  const record = { ...RECORD, status: 'ENABLED' };
  const before = renderUser(mapping, record, {});
  t.equal(before.active, true);
  t.equal(changeRecord(mapping, record, before, { ...before, active: false }, neverDropped).status, 'Off');
});

t.test('a division that is taken away gives way to the default division', async (t) => {
  const mapping = userMapping({ ...SETTINGS, defaultDivisionId: 'DV_default' });
  const before = renderUser(mapping, RECORD, {});
  const after = { ...before, [QUALTRICS_USER_SCHEMA]: {} };
  t.match(
    changeRecord(mapping, RECORD, before, after, () => {}),
    { divisionId: 'DV_default' },
  );
});

t.test('what Qualtrics cannot hold is shown as sent and written nowhere', async (t) => {
  const dropped: string[] = [];
  const before = renderUser(MAPPING, RECORD, {});
  const odd: Resource = { userType: 'Wizard', preferredLanguage: 'Klingon!', timezone: 'Mars/Olympus' };
  const note = (attribute: string, reason: string) => dropped.push(`${attribute}: ${reason}`);
  t.equal(changeRecord(MAPPING, RECORD, before, { ...before, ...odd }, note), RECORD);
  t.strictSame(dropped, [
    'userType: not in QUALTRICS_USER_TYPES',
    'preferredLanguage: not a language tag',
    'timezone: not a time zone of the IANA database',
  ]);
  t.match(renderUser(MAPPING, RECORD, odd), odd);
});

t.test(
  'where a PUT cannot carry the e-mail, what was sent is kept and shown, and Qualtrics keeps its own',
  async (t) => {
    const mapping = userMapping({ ...SETTINGS, emailWritable: false });
    const before = renderUser(mapping, RECORD, {});
    const emails = [{ value: 'new@example.com' }];
    const dropped: string[] = [];
    const note = (attribute: string) => dropped.push(attribute);
    t.equal(changeRecord(mapping, RECORD, before, { ...before, emails }, note), RECORD);
    t.strictSame(dropped, ['emails']);
    t.strictSame(
      renderUser(mapping, RECORD, { emails }).emails,
      emails,
      'so that the IdP does not send it in each cycle',
    );
  },
);
