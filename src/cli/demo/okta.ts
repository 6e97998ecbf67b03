import { ADA, create, lookUp, put, read } from './okta-requests.ts';
import type { Act } from './step.ts';

/** What an app of Okta's integration wizard sends, in its order: Okta reads before it writes, and writes by PUT. */
export const okta: Act = {
  idp: 'Okta',
  title: 'an app of the integration wizard, which changes users by PUT',
  headers: {
    accept: 'application/scim+json',
    'accept-charset': 'utf-8',
    'accept-encoding': 'gzip,deflate',
    'user-agent': 'Okta SCIM Client 1.0.0',
  },
  steps: [
    {
      title: 'Test the connection',
      why: 'An admin presses "Test Connector Configuration": Okta asks for the first two users and wants to see one.',
      person: ADA,
      exchanges: [
        {
          send: () => ({ method: 'GET', path: '/Users?startIndex=1&count=2' }),
          status: 200,
          calls: [],
          answer: { totalResults: 13, itemsPerPage: 2 },
        },
      ],
    },
    {
      title: 'Assign Ada to the app',
      why: 'Okta looks for an account of that name, finds none and creates one. It sends a password even when it is told not to.',
      person: ADA,
      exchanges: [lookUp(0), create('Marsh')],
      changes: () => ({
        username: ADA,
        firstName: 'Ada',
        lastName: 'Marsh',
        email: ADA,
        userType: 'UT_PARTICIPANT',
        status: 'active',
        language: 'en',
      }),
    },
    {
      title: 'An admin goes over the account in Qualtrics',
      why: 'The things that Okta knows nothing of, and that people lose when a tool writes half a record.',
      person: ADA,
      byHand: ({ divisionId }) => ({
        userType: 'UT_FULLUSER',
        divisionId: divisionId('Research'),
        language: 'EN-GB',
        timeZone: 'Europe/London',
        accountExpirationDate: '2031-12-31T00:00:00Z',
        permissions: {
          'controlPanel.accountPermissions.shareSurveys': 'off',
          'controlPanel.accountPermissions.accessApi': 'on',
        },
      }),
    },
    {
      title: 'Ada has a new surname',
      why: 'Okta reads the user, then PUTs all that it knows of her. Her time zone, her division and her rights are not in there.',
      person: ADA,
      exchanges: [read(true), put('Marsh-Lee', true)],
      changes: () => ({ lastName: 'Marsh-Lee' }),
      alsoNamed: ['username', 'firstName', 'email', 'status'],
    },
    {
      title: 'Ada leaves',
      why: 'Okta never deletes a user: unassigned from the app, she is PUT with active false.',
      person: ADA,
      exchanges: [read(true), put('Marsh-Lee', false)],
      changes: () => ({ status: 'disabled' }),
      alsoNamed: ['username', 'firstName', 'lastName', 'email'],
    },
    {
      title: 'Ada comes back',
      why: 'Okta looks her up again and must find the same account, disabled as it is, with every right that she had.',
      person: ADA,
      exchanges: [lookUp(1), read(false), put('Marsh-Lee', true)],
      changes: () => ({ status: 'active' }),
      alsoNamed: ['username', 'firstName', 'lastName', 'email'],
    },
  ],
};
