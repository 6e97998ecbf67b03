import type { Sandbox, SandboxUserInput } from '../../src/sandbox/sandbox.ts';

/** Gives the user a value in every field that a PUT could lose. */
export function enrich(sandbox: Sandbox, id: string, changes: SandboxUserInput = {}): void {
  sandbox.putUser({
    id,
    userType: 'UT_FULLUSER',
    language: 'de',
    timeZone: 'Europe/Berlin',
    accountExpirationDate: '2031-05-01T00:00:00Z',
    permissions: {
      'controlPanel.accountPermissions.accessApi': 'on',
      'controlPanel.surveyPermissions.deleteSurveys': 'off',
    },
    ...changes,
  });
}

/** All that changes of groups and of `active` must not touch. */
export function unnamed(sandbox: Sandbox, id: string): object {
  const { divisionId: _division, status: _status, ...rest } = sandbox.user(id) ?? {};
  return rest;
}
