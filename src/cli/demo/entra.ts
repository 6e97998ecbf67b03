import { BEN, create, ENTERPRISE, lookUp, patch, replace } from './entra-requests.ts';
import type { Act } from './step.ts';

const NEW_EMAIL = 'b.hall@example.com';
/** The directory's id of Ben, as a soft delete puts it before his name. */
const OBJECT_ID = '5f3c9d20aa114b6c8e7f00000000be11';

/** What Entra ID sends in a provisioning cycle: only what differs, by PATCH, in two dialects. */
export const entra: Act = {
  idp: 'Entra ID',
  title: 'a non-gallery application, which changes users by PATCH',
  headers: {},
  steps: [
    {
      title: 'Test the connection',
      why: 'Entra looks up a user whom nobody can be, and wants an empty list: a 404 would end in quarantine.',
      person: BEN,
      exchanges: [lookUp('7c1b2f50-0000-4000-8000-0000000000ff', 0)],
    },
    {
      title: 'Ben is in scope',
      why: 'Each cycle begins with a look-up; who is not found is created.',
      person: BEN,
      exchanges: [lookUp(BEN, 0), create()],
      changes: () => ({
        username: BEN,
        firstName: 'Ben',
        lastName: 'Ode',
        email: BEN,
        userType: 'UT_PARTICIPANT',
        status: 'active',
        language: 'en',
      }),
    },
    {
      title: 'An admin goes over the account in Qualtrics',
      why: 'Language, time zone, an end date, a division and a right of his own, set by hand.',
      person: BEN,
      byHand: ({ divisionId }) => ({
        divisionId: divisionId('Customer Experience'),
        language: 'DE',
        timeZone: 'Europe/Berlin',
        accountExpirationDate: '2030-06-30T00:00:00Z',
        permissions: { 'controlPanel.accountPermissions.createSurveys': 'on' },
      }),
    },
    {
      title: 'A changed profile: one operation per attribute',
      why: 'The dialect that Entra speaks by default. Six operations make one PUT; what Qualtrics has no field for is kept in the bridge.',
      person: BEN,
      exchanges: [
        patch(
          [
            replace('displayName', 'Ben Hall'),
            replace('emails[type eq "work"].value', NEW_EMAIL),
            replace('name.givenName', 'Ben'),
            replace('name.familyName', 'Hall'),
            replace('externalId', 'ben.hall'),
            { op: 'Add', path: `${ENTERPRISE}:employeeNumber`, value: 'E-2002' },
          ],
          {
            displayName: 'Ben Hall',
            externalId: 'ben.hall',
            [ENTERPRISE]: { employeeNumber: 'E-2002' },
          },
        ),
      ],
      changes: () => ({ lastName: 'Hall', email: NEW_EMAIL }),
      alsoNamed: ['firstName'],
    },
    {
      title: 'A changed profile: dotted keys',
      why: 'With aadOptscim062020 in the tenant URL Entra packs paths, URNs included, into the keys of one operation.',
      person: BEN,
      exchanges: [
        patch(
          [
            {
              op: 'replace',
              value: {
                displayName: 'Benedict Hall',
                'name.givenName': 'Benedict',
                'name.familyName': 'Hall',
                [`${ENTERPRISE}:department`]: 'Insights',
              },
            },
          ],
          {
            displayName: 'Benedict Hall',
            [ENTERPRISE]: { employeeNumber: 'E-2002', department: 'Insights' },
          },
        ),
      ],
      changes: () => ({ firstName: 'Benedict' }),
      alsoNamed: ['lastName'],
    },
    {
      title: 'Nothing new',
      why: 'After a restart of the job Entra sends again what is there already: that costs a read and no PUT.',
      person: BEN,
      exchanges: [lookUp(BEN, 1), patch([replace('name.familyName', 'Hall')], {}, ['GET /users/{id}'])],
    },
    {
      title: 'Ben leaves',
      why: '"False" is text, and stands beside an attribute that nobody here knows. The account is disabled all the same.',
      person: BEN,
      exchanges: [
        patch(
          [
            {
              op: 'Add',
              path: 'urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:badge',
              value: '4711',
            },
            replace('active', 'False'),
          ],
          { active: false },
        ),
      ],
      changes: () => ({ status: 'disabled' }),
    },
    {
      title: 'Ben is soft-deleted',
      why: 'The directory puts his object id before his name and tells the app. The account keeps its name, or he could never be restored.',
      person: BEN,
      exchanges: [patch([replace('userName', `${OBJECT_ID}${BEN}`)], { userName: BEN }, ['GET /users/{id}'])],
    },
    {
      title: 'Ben is restored',
      why: 'The account that he always had is switched on again, with "True" as text.',
      person: BEN,
      exchanges: [
        patch([replace('userName', BEN), replace('active', 'True')], { userName: BEN, active: true }),
      ],
      changes: () => ({ status: 'active' }),
      alsoNamed: ['username'],
    },
  ],
};
