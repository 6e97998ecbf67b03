import { type MappingSettings, userMapping } from '../../../src/provisioning/mapping/user-mapping.ts';
import { userTypeMap } from '../../../src/provisioning/mapping/user-types.ts';
import { usernameRule } from '../../../src/provisioning/mapping/usernames.ts';
import type { UserRecord } from '../../../src/qualtrics/records.ts';

export const SETTINGS: MappingSettings = {
  usernames: usernameRule('#acme'),
  userTypes: userTypeMap(new Map([['employee', 'UT_EMP']]), false),
  defaultDivisionId: undefined,
  statusActive: 'active',
  statusDisabled: 'disabled',
  emailWritable: true,
};

export const MAPPING = userMapping(SETTINGS);

export const RECORD: UserRecord = {
  id: 'UR_ada',
  username: 'ada@example.com#acme',
  firstName: 'Ada',
  lastName: 'Marsh',
  email: 'ada@example.com',
  userType: 'UT_EMP',
  divisionId: 'DV_research',
  status: 'active',
  language: 'ZH-S',
  timeZone: 'Asia/Calcutta',
  accountExpirationDate: '2031-05-01T00:00:00Z',
  permissions: { controlPanel: { accountPermissions: { accessApi: { state: 'on' } } } },
  organizationId: 'acme',
  accountCreationDate: '2020-01-01T00:00:00Z',
  lastLoginDate: null,
};
