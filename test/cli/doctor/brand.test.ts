import t from 'tap';
import { type SandboxOptions, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { serve } from '../../qualtrics/serve.ts';
import { start } from '../../sandbox/start.ts';
import { diagnose, healthyFor } from './diagnose.ts';
import { startProxy } from './proxy.ts';

const outcomes = ({ checks }: Awaited<ReturnType<typeof diagnose>>, wanted: string) =>
  checks.filter(({ outcome }) => outcome === wanted).map(({ name }) => name);

t.test('a brand with which nothing is wrong', async (t) => {
  const { sandbox } = await start(t, { users: 30 });
  const found = await diagnose(healthyFor(t, sandbox));
  t.match(found, { code: 0, ok: true });
  t.strictSame([outcomes(found, 'warn'), outcomes(found, 'fail')], [[], []]);
  t.equal(found.checks.length, 18);

  t.test('is asked little, first without the credential, and is not written to', async (t) => {
    t.ok(sandbox.calls.length <= 10, `${sandbox.calls.length} calls`);
    t.match(sandbox.calls[0], { path: '/API/v3/whoami', tokenHash: null, status: 400 });
    t.ok(sandbox.calls.slice(1).every(({ tokenHash }) => tokenHash !== null));
    t.strictSame([...new Set(sandbox.calls.map(({ method }) => method))], ['GET']);
  });

  t.test('has no person and no secret in the report', async (t) => {
    const people = sandbox.users().flatMap(({ username, email }) => [username ?? '', email ?? '']);
    t.equal(people.length, 62);
    for (const text of [...people, sandbox.token, '4b0c2f6d8e1a9357c0ffee11d2b3a495']) {
      t.notOk(found.output.includes(text), text);
    }
  });
});

t.test('the dialect of the written guides, whose list shows names only', async (t) => {
  const { sandbox } = await start(t, { dialect: 'seed', users: 30 });
  const env = healthyFor(t, sandbox, { QUALTRICS_DEFAULT_USER_TYPE: 'UT_RESPONDENT' });
  const found = await diagnose(env);
  t.match(found.check('dialect'), { outcome: 'ok', detail: /^of the written guides .* as a map/ });
  t.match(found.check('owner'), { outcome: 'ok', detail: /UT_BRAND_ADMINISTRATOR, a brand administrator/ });
  t.match(found.check('divisions'), { outcome: 'ok', detail: /^3 in the list/ });
  t.match(found.check('user-types').detail, /^seen on users: UT_/);
  t.match(found.check('account-status').detail, /active \(\d+\)/);
  t.ok(sandbox.calls.length <= 20, `${sandbox.calls.length} calls`);
});

t.test('the recorded dialect is told from it', async (t) => {
  const { sandbox } = await start(t);
  const found = await diagnose(healthyFor(t, sandbox));
  t.match(found.check('dialect'), { outcome: 'ok', detail: /^as recorded .* as a tree/ });
});

t.test('a record without any status fails', async (t) => {
  const { sandbox } = await start(t);
  const url = await startProxy(t, sandbox, {
    body: (text) => text.replaceAll('"accountStatus"', '"anotherName"'),
  });
  const found = await diagnose(healthyFor(t, sandbox, { QUALTRICS_BASE_URL: url }));
  t.match(found.check('dialect'), { outcome: 'fail', detail: /neither accountStatus nor status/ });
});

t.test('the credential', async (t) => {
  const { sandbox } = await start(t);
  const credential = async (env: NodeJS.ProcessEnv) => {
    const found = await diagnose(healthyFor(t, sandbox, env));
    t.match(found, { code: 1, ok: false });
    t.equal(found.checks.at(-1)?.name, 'credential', 'what rests on it is left out');
    return found.check('credential');
  };

  t.test('a token that Qualtrics does not know: copy it again, or try the other host', async (t) => {
    const check = await credential({ QUALTRICS_API_TOKEN: 'not-the-token' });
    t.match(check, { outcome: 'fail', detail: /HTTP 401, DCD_7/, advice: /does not know this token/ });
  });

  t.test('400 ATP_2: it did not arrive', async (t) => {
    sandbox.fault({
      match: { path: '/API/v3/whoami', skip: 1 },
      effect: { kind: 'status', status: 400, errorCode: 'ATP_2' },
    });
    const check = await credential({});
    t.match(check, { outcome: 'fail', detail: /HTTP 400, ATP_2/, advice: /did not arrive/ });
  });

  t.test('403: its owner lacks a permission', async (t) => {
    sandbox.fault({
      match: { path: '/API/v3/whoami', skip: 1 },
      effect: { kind: 'status', status: 403 },
    });
    t.match(await credential({}), { outcome: 'fail', detail: /HTTP 403/, advice: /"Access API"/ });
  });

  t.test('an outage is not taken for a wrong token', async (t) => {
    sandbox.fault({
      match: { path: '/API/v3/whoami', skip: 1, times: 'always' },
      effect: { kind: 'status', status: 503 },
    });
    t.match(await credential({}), { outcome: 'fail', detail: /HTTP 503/, advice: /an outage/ });
    sandbox.clearFaults();
  });

  const oauth = {
    QUALTRICS_API_TOKEN: '',
    QUALTRICS_OAUTH_CLIENT_ID: 'sandbox-client',
    QUALTRICS_OAUTH_CLIENT_SECRET: 'sandbox-secret',
  };

  t.test('an OAuth client that is refused', async (t) => {
    const check = await credential({ ...oauth, QUALTRICS_OAUTH_CLIENT_SECRET: 'not-the-secret' });
    t.match(check, { detail: /^POST \/oauth2\/token/, advice: /check QUALTRICS_OAUTH_CLIENT_ID/ });
  });

  t.test('an OAuth client that works, and one without a scope for users', async (t) => {
    t.equal((await diagnose(healthyFor(t, sandbox, oauth))).code, 0);
    const env = { ...oauth, QUALTRICS_OAUTH_SCOPE: 'read:divisions' };
    const found = await diagnose(healthyFor(t, sandbox, env));
    t.match(found.check('owner'), { outcome: 'fail', advice: /scopes read:users/ });
    t.equal(found.check('user-list').outcome, 'fail');
  });
});

t.test('an owner who may not list users fails, and what rests on the list is left out', async (t) => {
  const { sandbox } = await start(t, { ownerUserType: 'UT_FULLUSER' });
  const found = await diagnose(healthyFor(t, sandbox));
  t.equal(found.code, 1);
  t.match(found.check('owner'), { outcome: 'fail', detail: /UT_FULLUSER/, advice: /brand administrator/ });
  t.match(found.check('user-list'), { outcome: 'fail', detail: /HTTP 403/ });
  t.strictSame(
    found.checks.slice(-3).map(({ name }) => name),
    ['dialect', 'clock', 'rate-limit'],
  );
});

t.test('an owner of a type of its own, who may list users, is warned of', async (t) => {
  const { sandbox } = await start(t);
  const url = await startProxy(t, sandbox, { body: (text) => text.replaceAll('UT_BRANDADMIN', 'UT_own') });
  const found = await diagnose(healthyFor(t, sandbox, { QUALTRICS_BASE_URL: url }));
  t.match(found.check('owner'), { outcome: 'warn', detail: /UT_own, is no brand administrator/ });
});

t.test('at another datacenter the better host is named, and nothing is sent there', async (t) => {
  const better = await serve(t, (response) => response.end());
  const { host } = new URL(better.url);
  const { sandbox } = await start(t, { noticeHost: host, pagingHost: better.url, pageSize: 2, users: 5 });
  const found = await diagnose(healthyFor(t, sandbox));
  t.equal(found.code, 0);
  t.match(found.check('datacenter'), {
    outcome: 'warn',
    advice: new RegExp(`set QUALTRICS_BASE_URL=https://${host.split(':')[0]}`),
  });
  t.strictSame(better.received, []);
});

t.test('the list of users: all of them, or the size of a page', async (t) => {
  const { sandbox } = await start(t, { users: 6, pageSize: 5 });
  t.match((await diagnose(healthyFor(t, sandbox))).check('user-list').detail, /^5 on a page, more/);
  sandbox.setOptions({ pageSize: 100 });
  sandbox.putUser({ username: null });
  t.match(
    (await diagnose(healthyFor(t, sandbox))).check('user-list').detail,
    /^all on one page: 8; 1 without a username/,
  );
});

t.test('the account status', async (t) => {
  const { sandbox } = await start(t, { users: 3 });
  const status = async (env: NodeJS.ProcessEnv = {}) =>
    (await diagnose(healthyFor(t, sandbox, env))).check('account-status');

  t.test('one that is not what the brand calls it disables everybody', async (t) => {
    const check = await status({ QUALTRICS_STATUS_ACTIVE: 'Enabled' });
    t.match(check, { outcome: 'fail', advice: /set QUALTRICS_STATUS_ACTIVE=active/ });
    t.equal((await status({ QUALTRICS_STATUS_ACTIVE: 'Active' })).outcome, 'ok', 'letter case is none');
  });

  t.test('another word for disabled than the configured one is warned of', async (t) => {
    sandbox.putUser({ status: 'suspended' });
    t.match(await status(), { outcome: 'warn', detail: /suspended \(1\)/ });
    t.equal((await status({ QUALTRICS_STATUS_DISABLED: 'Suspended' })).outcome, 'ok');
  });
});

t.test('the suffix of usernames', async (t) => {
  const { sandbox } = await start(t, { brandId: 'acme', users: 0 });
  const suffix = async (value: string) =>
    (await diagnose(healthyFor(t, sandbox, { QUALTRICS_USERNAME_SUFFIX: value }))).check('username-suffix');

  t.match(await suffix('none'), { outcome: 'ok', detail: /0 of the 1 usernames/ });
  t.match(await suffix('auto'), { outcome: 'warn', advice: /SUFFIX=none/ }, 'a brand without any');

  for (let user = 0; user < 9; user++) sandbox.putUser({ username: `p${user}@example.com#ACME` });
  t.match(await suffix('none'), {
    outcome: 'warn',
    detail: /9 of the 10 usernames seen end in #acme/,
    advice: /SUFFIX=auto/,
  });
  t.match(await suffix('auto'), { outcome: 'ok', detail: /9 of the 10 .* #acme/ });
  t.match(await suffix('#acme'), { outcome: 'ok' });
  t.match(await suffix('#other'), { outcome: 'warn', detail: /0 of the 10 .* #other, but 9 of the 10/ });
});

t.test('the filter by username: honoured, ignored, refused, or not to be trusted', async (t) => {
  const { sandbox } = await start(t, { users: 3 });
  const filter = async () => (await diagnose(healthyFor(t, sandbox))).check('username-filter');
  t.match(await filter(), { outcome: 'ok', detail: 'honoured' });

  sandbox.setOptions({ usernameFilter: 'ignored' });
  t.match(await filter(), { outcome: 'ok', detail: /^ignored/ });

  sandbox.setOptions({ usernameFilter: 'honoured' });
  sandbox.fault({
    match: { path: '/API/v3/users', skip: 1 },
    effect: { kind: 'status', status: 400 },
  });
  t.match(await filter(), { outcome: 'ok', detail: /^ignored/ });

  const url = await startProxy(t, sandbox, {
    body: (text) => (text.includes('"elements"') ? '{"result":{"elements":[]}}' : text),
  });
  const found = await diagnose(healthyFor(t, sandbox, { QUALTRICS_BASE_URL: url }));
  t.match(found.check('username-filter'), { outcome: 'warn', detail: /does not find an account/ });
});

t.test('user types', async (t) => {
  const { sandbox } = await start(t);
  sandbox.putUser({ userType: 'UT_PARTICIPANT' });
  const types = async (env: NodeJS.ProcessEnv) =>
    (await diagnose(healthyFor(t, sandbox, env))).check('user-types');

  t.match(await types({}), { outcome: 'ok', detail: /UT_BRANDADMIN \(1\), UT_PARTICIPANT \(1\)/ });
  t.match(await types({ QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTCIPANT' }), {
    outcome: 'warn',
    detail: /not seen: UT_PARTCIPANT, the first being QUALTRICS_DEFAULT_USER_TYPE/,
  });
  t.match(await types({ QUALTRICS_USER_TYPES: 'Employee=UT_PARTICIPANT,Guest=UT_guest' }), {
    outcome: 'warn',
    detail: /not seen: UT_guest$/,
  });
  t.match(
    await types({ QUALTRICS_DEFAULT_USER_TYPE: 'UT_BRANDADMIN', QUALTRICS_ALLOW_ADMIN_USER_TYPES: 'true' }),
    {
      outcome: 'warn',
      detail: /makes every new user a brand administrator/,
    },
  );
});

t.test('groups: looked at where pushed groups become such, with the types of new ones', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const groups = async (env: NodeJS.ProcessEnv) =>
    (await diagnose(healthyFor(t, sandbox, env))).check('groups');
  const configured = { SCIM_GROUP_TARGET: 'group', QUALTRICS_GROUP_TYPE: 'GT_team' };
  t.match(await groups({}), { outcome: 'ok', detail: /^not used/ });
  t.notOk(sandbox.calls.some(({ path }) => path.includes('/groups')));
  t.match(await groups(configured), { outcome: 'warn', detail: /^0 in the list; .*GT_team/ });
  sandbox.putGroup({ type: 'GT_team' });
  t.match(await groups(configured), { outcome: 'ok', detail: /^1 in the list; types seen: .*GT_team/ });
  t.match(await groups({ ...configured, SCIM_GROUP_RULES: 'QX *=group:GT_qx' }), {
    outcome: 'warn',
    detail: /none of them GT_qx,/,
  });
  sandbox.fault({
    match: { path: '/API/v3/groups', times: 'always' },
    effect: { kind: 'status', status: 403 },
  });
  t.match(await groups(configured), { outcome: 'fail', advice: /read:groups write:groups/ });
});

t.test('divisions: listed or not, seen on users, and those that the configuration names', async (t) => {
  const { sandbox } = await start(t);
  const [division] = sandbox.divisions();
  const id = division?.id ?? '';
  sandbox.putUser({ divisionId: id });
  const divisions = async (env: NodeJS.ProcessEnv = {}) =>
    (await diagnose(healthyFor(t, sandbox, env))).check('divisions');

  t.match(await divisions(), {
    outcome: 'ok',
    detail: `no list, as in most brands; seen on users: ${id} (1)`,
  });
  sandbox.setOptions({ divisionsList: true });
  t.match(await divisions(), { outcome: 'ok', detail: /^3 in the list/ });
  const named = { QUALTRICS_DEFAULT_DIVISION_ID: id, QUALTRICS_DIVISION_IDS: id };
  t.equal((await divisions(named)).outcome, 'ok');
  t.match(await divisions({ ...named, QUALTRICS_DEFAULT_DIVISION_ID: 'DV_gone' }), {
    outcome: 'fail',
    detail: /DV_gone of QUALTRICS_DEFAULT_DIVISION_ID: GET \/divisions\/\{id\}: not-found/,
  });
  const priority = { SCIM_GROUP_CONFLICT: 'priority', SCIM_GROUP_PRIORITY: `${id},DV_gone` };
  t.match(await divisions(priority), { outcome: 'fail', detail: /DV_gone of SCIM_GROUP_PRIORITY/ });
});

t.test('a clock that is off by more than a minute is warned of, either way', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const clock = async (clockAheadMs: number) => {
    const url = await startProxy(t, sandbox, { clockAheadMs });
    return (await diagnose(healthyFor(t, sandbox, { QUALTRICS_BASE_URL: url }))).check('clock');
  };
  t.match(await clock(50_000), { outcome: 'ok' });
  t.match(await clock(3_600_000), { outcome: 'warn', detail: /^3\d\d\d s behind Qualtrics'/, advice: /NTP/ });
  t.match(await clock(-90_000), { outcome: 'warn', detail: /^\d\d s ahead of/ });
});

t.test('the rate limit', async (t) => {
  const limit = async (options: SandboxOptions, env: NodeJS.ProcessEnv = {}) => {
    const { sandbox } = await start(t, options);
    return (await diagnose(healthyFor(t, sandbox, env))).check('rate-limit');
  };
  t.match(await limit({}), {
    outcome: 'ok',
    detail: '2900 calls a minute; the answers say nothing of limits',
  });
  t.match(await limit({}, { QUALTRICS_RATE_LIMIT_PER_MINUTE: '3000' }), { outcome: 'warn', advice: /lower/ });

  const { sandbox } = await start(t);
  const url = await startProxy(t, sandbox, { headers: { 'RateLimit-Remaining': '2999' } });
  const found = await diagnose(healthyFor(t, sandbox, { QUALTRICS_BASE_URL: url }));
  t.match(found.check('rate-limit').detail, /ratelimit-remaining: 2999/);

  sandbox.fault({
    match: { path: '/API/v3/whoami', skip: 1 },
    effect: { kind: 'status', status: 429, retryAfter: 1 },
  });
  t.match((await diagnose(healthyFor(t, sandbox))).check('rate-limit'), {
    outcome: 'warn',
    detail: /refused with 429/,
  });
});
