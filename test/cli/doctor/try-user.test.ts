import t, { type Test } from 'tap';
import { openTryBridge } from '../../../src/cli/doctor/try-bridge.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { start } from '../../sandbox/start.ts';
import { diagnose, healthyFor } from './diagnose.ts';
import { startProxy } from './proxy.ts';

const NAME = 'tryout@example.com';

/** The dry run; `tried` are its checks and their outcomes, `others` whether everybody else is as before. */
async function dryRun(t: Test, sandbox: Sandbox, env: NodeJS.ProcessEnv = {}, ...flags: string[]) {
  const everybody = () => sandbox.users().filter(({ username }) => !username?.startsWith(NAME));
  const before = everybody();
  const found = await diagnose(healthyFor(t, sandbox, env), '--try-user', NAME, ...flags);
  t.strictSame(everybody(), before, 'nobody else is touched');
  const checks = found.checks.filter(({ name }) => name.startsWith('try-'));
  return {
    ...found,
    tried: Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome])),
    account: sandbox.users().find(({ username }) => username?.startsWith(NAME)),
  };
}

const writes = ({ calls }: Sandbox) => calls.filter(({ method }) => method !== 'GET');

const CHANGES_ARE_FINE = {
  'try-account': 'ok',
  'try-change': 'ok',
  'try-email': 'ok',
  'try-disable': 'ok',
  'try-enable': 'ok',
  'try-leave': 'ok',
};
const ALL_IS_FINE = { ...CHANGES_ARE_FINE, 'try-create': 'ok' };

for (const dialect of ['recorded', 'seed'] as const) {
  for (const putMode of ['replace', 'merge', 'refuse-unknown'] as const) {
    t.test(`a user is made, changed and left disabled (${dialect}, PUT mode ${putMode})`, async (t) => {
      const { sandbox } = await start(t, { dialect, putMode, users: 3 });
      const [division] = sandbox.divisions();
      const { code, tried, account, check } = await dryRun(t, sandbox, {
        QUALTRICS_DEFAULT_DIVISION_ID: division?.id,
      });
      t.strictSame(tried, ALL_IS_FINE);
      t.equal(code, 0);
      t.match(account, {
        username: NAME,
        firstName: 'Test',
        email: NAME,
        status: 'disabled',
        divisionId: division?.id,
      });
      t.match(check('try-leave').detail, `${NAME} is left there, disabled`);
      t.ok(sandbox.calls.length < 60, `${sandbox.calls.length} calls`);
    });

    t.test(`a test account keeps what nobody names (${dialect}, PUT mode ${putMode})`, async (t) => {
      const { sandbox } = await start(t, { dialect, putMode });
      const [division] = sandbox.divisions();
      const right = dialect === 'seed' ? 'shareSurveys' : 'controlPanel.accountPermissions.shareSurveys';
      const before = sandbox.putUser({
        username: NAME,
        email: 'another@example.com',
        language: 'ZH-S',
        timeZone: 'Asia/Calcutta',
        accountExpirationDate: '2030-06-30T00:00:00Z',
        divisionId: division?.id ?? null,
        permissions: { [right]: 'off' },
      });
      const { tried, account } = await dryRun(t, sandbox, {}, '--existing');
      t.strictSame(tried, CHANGES_ARE_FINE);
      t.strictSame(account, { ...before, status: 'disabled' });
    });
  }
}

t.test('where the e-mail address cannot be changed', async (t) => {
  const tryIn = async (t: Test, options: SandboxOptions, env: NodeJS.ProcessEnv = {}) => {
    const { sandbox } = await start(t, { emailWritable: false, ...options });
    return await dryRun(t, sandbox, env);
  };
  const fixed = { email: NAME, firstName: 'Test', status: 'disabled' };

  for (const putMode of ['replace', 'merge'] as const) {
    t.test(`and Qualtrics says that it was (PUT mode ${putMode}): a warning`, async (t) => {
      const { code, tried, check, account } = await tryIn(t, { putMode });
      t.strictSame([code, tried], [0, { ...ALL_IS_FINE, 'try-email': 'warn' }]);
      t.match(check('try-email').advice, /QUALTRICS_EMAIL_WRITABLE=false/);
      t.match(account, fixed);
    });
  }

  t.test('and Qualtrics refuses every update that carries it: that is found out', async (t) => {
    const { code, tried, check, account } = await tryIn(t, { putMode: 'refuse-unknown' });
    t.strictSame([code, tried], [1, { ...ALL_IS_FINE, 'try-email': 'fail' }]);
    t.match(check('try-email'), { detail: /Unexpected fields: email/, advice: /EMAIL_WRITABLE=false/ });
    t.match(account, fixed);
  });

  t.test('and the configuration says so: it is not tried', async (t) => {
    const env = { QUALTRICS_EMAIL_WRITABLE: 'false' };
    const { code, tried, check } = await tryIn(t, { putMode: 'refuse-unknown' }, env);
    t.strictSame([code, tried], [0, ALL_IS_FINE]);
    t.match(check('try-email').detail, /^not tried/);
  });
});

t.test('where updates call the status accountStatus, as reads do', async (t) => {
  for (const putMode of ['merge', 'refuse-unknown'] as const) {
    const { sandbox } = await start(t, { statusField: 'accountStatus', putMode });
    const { code, tried } = await dryRun(t, sandbox, { QUALTRICS_STATUS_FIELD: 'accountStatus' });
    t.strictSame([code, tried], [0, ALL_IS_FINE], putMode);
  }
  const { sandbox } = await start(t, { statusField: 'accountStatus', putMode: 'merge' });
  const { code, check } = await dryRun(t, sandbox);
  t.equal(code, 1);
  t.match(check('try-disable'), { outcome: 'fail', advice: /QUALTRICS_STATUS_FIELD=accountStatus/ });
});

t.test('an account that is there is not touched without --existing', async (t) => {
  for (const usernameFilter of ['honoured', 'ignored'] as const) {
    const { sandbox } = await start(t, { usernameFilter, users: 3, pageSize: 2 });
    const before = sandbox.putUser({ username: NAME });
    const env = { SCIM_ON_CONFLICT: 'adopt' };
    const { code, tried, account } = await dryRun(t, sandbox, env);
    t.strictSame([code, tried], [1, { 'try-account': 'fail' }], usernameFilter);
    t.strictSame([account, writes(sandbox)], [before, []]);
  }
});

t.test('an account that no list shows is a conflict, and never adopted', async (t) => {
  const { sandbox } = await start(t, { listDelayMs: 600_000 });
  const before = sandbox.putUser({ username: NAME });
  const { tried, check, account } = await dryRun(t, sandbox, { SCIM_ON_CONFLICT: 'adopt' });
  t.strictSame(tried, { 'try-account': 'ok', 'try-create': 'fail' });
  t.match(check('try-create'), { detail: /answered 409/, advice: /unique over all brands/ });
  t.strictSame(account, before);

  sandbox.setOptions({ listDelayMs: 0 });
  const config = loadConfig(healthyFor(t, sandbox, { SCIM_ON_CONFLICT: 'adopt' }));
  await using bridge = await openTryBridge(config, true);
  const answer = await bridge.send('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: NAME,
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ value: NAME }],
  });
  t.match(answer, { status: 409 });
  t.strictSame(sandbox.user(before.id), before);
});

t.test('--existing needs an account that is there', async (t) => {
  const { sandbox } = await start(t);
  const { code, tried } = await dryRun(t, sandbox, {}, '--existing');
  t.strictSame([code, tried, writes(sandbox)], [1, { 'try-account': 'fail' }, []]);
});

t.test("an administrator's account is not tried on, least of all the owner's", async (t) => {
  const { sandbox } = await start(t);
  const owner = sandbox.user(sandbox.ownerId)?.username ?? '';
  const env = healthyFor(t, sandbox);
  const found = await diagnose(env, '--existing', '--try-user', owner);
  t.match(found.check('try-account'), { outcome: 'fail', detail: /administrator's account/ });
  // Also where its user type is one of the brand's own.
  const url = await startProxy(t, sandbox, { body: (text) => text.replaceAll('UT_BRANDADMIN', 'UT_own') });
  const own = await diagnose({ ...env, QUALTRICS_BASE_URL: url }, '--existing', '--try-user', owner);
  t.match(own.check('try-account'), { outcome: 'fail', detail: /administrator's account/ });

  sandbox.putUser({ username: NAME, userType: 'UT_BRANDADMIN' });
  t.strictSame((await dryRun(t, sandbox, {}, '--existing')).tried, { 'try-account': 'fail' });
  t.strictSame(writes(sandbox), []);
});

t.test('usernames get the suffix of the brand', async (t) => {
  const { sandbox } = await start(t, { brandId: 'acme' });
  const { tried, account } = await dryRun(t, sandbox, { QUALTRICS_USERNAME_SUFFIX: 'auto' });
  t.strictSame(tried, ALL_IS_FINE);
  t.match(account, { username: `${NAME}#acme`, email: NAME, status: 'disabled' });
});

t.test('a username that is no e-mail address', async (t) => {
  const { sandbox } = await start(t, { usernameRules: 'off' });
  const found = await diagnose(healthyFor(t, sandbox), '--try-user', 'tryout');
  t.equal(found.check('try-create').outcome, 'ok');
});

t.test('a create that Qualtrics refuses', async (t) => {
  const { sandbox } = await start(t);
  const { tried, check } = await dryRun(t, sandbox, { QUALTRICS_DEFAULT_USER_TYPE: 'UT_misspelt' });
  t.strictSame(tried, { 'try-account': 'ok', 'try-create': 'fail' });
  t.match(check('try-create'), { detail: /answered 400:.*Invalid userType/, advice: /DEFAULT_USER_TYPE/ });
});

t.test('a create that fails half-way leaves its account disabled all the same', async (t) => {
  // The guides' dialect takes no division in a create, so a PUT follows, and that may not carry the e-mail address.
  const { sandbox } = await start(t, { dialect: 'seed', putMode: 'refuse-unknown', emailWritable: false });
  const [division] = sandbox.divisions();
  const { tried, check, account } = await dryRun(t, sandbox, { QUALTRICS_DEFAULT_DIVISION_ID: division?.id });
  t.match(check('try-create'), { outcome: 'fail', detail: /made the account all the same/ });
  t.match(tried, { 'try-change': 'ok', 'try-email': 'fail', 'try-leave': 'ok' });
  t.match(account, { status: 'disabled' });
});

t.test(
  'a status that Qualtrics does not know cannot be set, and the account is left for a hand',
  async (t) => {
    const { sandbox } = await start(t);
    const { code, tried, check } = await dryRun(t, sandbox, { QUALTRICS_STATUS_DISABLED: 'inactive' });
    t.strictSame([code, tried], [1, { ...ALL_IS_FINE, 'try-disable': 'fail', 'try-leave': 'fail' }]);
    t.match(check('try-disable').detail, /answered 400:.*Invalid status/);
    t.match(check('try-leave').advice, /by hand/);
  },
);

t.test('where every update is refused, the e-mail address is not blamed for it', async (t) => {
  const { sandbox } = await start(t);
  sandbox.fault({ match: { method: 'PUT', times: 'always' }, effect: { kind: 'status', status: 400 } });
  const { tried, check } = await dryRun(t, sandbox);
  t.match(tried, { 'try-create': 'ok', 'try-change': 'fail', 'try-email': 'fail', 'try-leave': 'fail' });
  t.notMatch(check('try-email').advice, /EMAIL_WRITABLE/);
  t.match(check('try-leave').advice, /by hand/);
});

t.test('nothing is tried at a brand that cannot be worked with', async (t) => {
  const { sandbox } = await start(t);
  const { tried } = await dryRun(t, sandbox, { QUALTRICS_API_TOKEN: 'not-the-token' });
  t.strictSame([tried, writes(sandbox)], [{ 'try-account': 'fail' }, []]);
});
