import t from 'tap';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { runQualtricsConformance } from './qualtrics-conformance.ts';
import { start } from './start.ts';

const MODES: Record<string, SandboxOptions> = {
  'as it comes': {},
  'PUT merges': { putMode: 'merge' },
  'PUT refuses unknown keys': { putMode: 'refuse-unknown', emailWritable: false },
  'seed dialect': { dialect: 'seed' },
  'seed dialect, PUT merges': { dialect: 'seed', putMode: 'merge', deleteEffect: 'remove' },
  'everything unusual': {
    emailWritable: false,
    millisecondDates: 'accepted',
    nullDivision: 'refused',
    createExtras: 'refused',
    createDivision: 'ignored',
    deleteEffect: 'disable',
    duplicateStatus: 409,
    usernameCase: 'sensitive',
    usernameFilter: 'ignored',
    divisionsList: true,
    paging: 'skipToken',
    lastPage: 'absent',
    pagingHost: 'elsewhere.example',
    requestId: 'null',
    pageSize: 3,
  },
};

for (const [mode, options] of Object.entries(MODES)) {
  t.test(`the sandbox, ${mode}, is a Qualtrics and is found to be as it was set`, async (t) => {
    const { sandbox } = await start(t, { users: 7, ...options });
    const divisionId = sandbox.divisions()[0]?.id;
    const write = { userType: 'UT_PARTICIPANT', ...(divisionId ? { divisionId } : {}) };
    const findings = await runQualtricsConformance(t, { url: sandbox.url, token: sandbox.token, write });
    const { firstPage, ...rest } = findings;
    const expected = Object.keys(rest).map((name) => [name, Reflect.get(sandbox.options, name)]);
    t.strictSame(rest, Object.fromEntries(expected));
    t.equal(Object.keys(rest).length, 12, 'every finding was made');
    t.equal(firstPage, Math.min(sandbox.options.pageSize, 8));
  });
}

const {
  QUALTRICS_BASE_URL: url,
  QUALTRICS_API_TOKEN: token,
  QUALTRICS_CONFORMANCE_WRITE,
  QUALTRICS_DEFAULT_USER_TYPE: userType,
  QUALTRICS_DEFAULT_DIVISION_ID: divisionId,
  QUALTRICS_USERNAME_SUFFIX: usernameSuffix,
} = process.env;

if (url && token) {
  t.test('a real Qualtrics brand', async (t) => {
    const write = {
      userType: userType ?? 'UT_PARTICIPANT',
      ...(divisionId ? { divisionId } : {}),
      ...(usernameSuffix?.startsWith('#') ? { usernameSuffix } : {}),
    };
    const asked = QUALTRICS_CONFORMANCE_WRITE === '1';
    t.comment(await runQualtricsConformance(t, { url, token, ...(asked ? { write } : {}) }));
  });
}
