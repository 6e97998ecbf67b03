import t from 'tap';
import { keepable, renderUser } from '../../../src/provisioning/mapping/render-user.ts';
import {
  ENTERPRISE_USER_SCHEMA,
  QUALTRICS_USER_SCHEMA,
  type Resource,
  USER_SCHEMA,
} from '../../../src/provisioning/resource.ts';
import { MAPPING, RECORD } from './settings.ts';

t.test('attributes that Qualtrics has no field for come back exactly as sent', async (t) => {
  const kept: Resource = {
    externalId: 'x-1',
    displayName: 'Ada M.',
    name: { givenName: 'Ada', familyName: 'Marsh', formatted: 'Countess Ada' },
    phoneNumbers: [{ value: '+1 555', type: 'work' }],
    [ENTERPRISE_USER_SCHEMA]: { department: 'Numbers', manager: { value: 'UR_boss' } },
  };
  const resource = renderUser(MAPPING, RECORD, kept);
  t.match(resource, kept);
  t.strictSame(resource.schemas, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA, QUALTRICS_USER_SCHEMA]);
});

t.test('what only Qualtrics knows is shown in the extension, without the empty fields', async (t) => {
  t.strictSame(renderUser(MAPPING, RECORD, {})[QUALTRICS_USER_SCHEMA], {
    divisionId: 'DV_research',
    accountExpirationDate: '2031-05-01T00:00:00Z',
    accountCreationDate: '2020-01-01T00:00:00Z',
    organizationId: 'acme',
    permissions: RECORD.permissions,
  });
});

t.test('a field that a listing does not tell is not taken for an empty one', async (t) => {
  const kept: Resource = { timezone: 'Asia/Kolkata', preferredLanguage: 'zh-CN' };
  const summary = { id: 'UR_ada', username: 'ada@example.com#acme', status: 'active' };
  t.match(renderUser(MAPPING, summary, kept), kept);
});

t.test('an extension without values is left out, and its schema too', async (t) => {
  const summary = { id: 'UR_ada', username: 'ada@example.com#acme' };
  const resource = renderUser(
    MAPPING,
    summary,
    keepable({ [QUALTRICS_USER_SCHEMA]: { organizationId: 'acme' } }),
  );
  t.strictSame(resource, { schemas: [USER_SCHEMA], id: 'UR_ada', userName: 'ada@example.com' });
});

t.test('what is kept of a resource is what a client may write', async (t) => {
  const kept = keepable({
    id: 'UR_evil',
    schemas: [USER_SCHEMA],
    meta: { resourceType: 'User' },
    groups: [{ value: 'DV_1' }],
    userName: 'ada@example.com',
    [QUALTRICS_USER_SCHEMA]: {
      divisionId: 'DV_1',
      permissions: { admin: true },
      lastLoginDate: '2020-01-01',
    },
  });
  t.strictSame(kept, { userName: 'ada@example.com', [QUALTRICS_USER_SCHEMA]: { divisionId: 'DV_1' } });
});

t.test('rendering changes neither the record nor what is kept', async (t) => {
  const kept: Resource = { name: { formatted: 'A' }, [QUALTRICS_USER_SCHEMA]: { divisionId: 'DV_old' } };
  const [recordBefore, keptBefore] = [structuredClone(RECORD), structuredClone(kept)];
  renderUser(MAPPING, RECORD, kept);
  t.strictSame(RECORD, recordBefore);
  t.strictSame(kept, keptBefore);
});
