/**
 * The bridge as a process of its own with LOG_LEVEL=trace: every kind of request, failures included, and then none of
 * the secrets and personal data that went through it may stand in what it wrote.
 */
import t from 'tap';
import { type FaultScript, startSandbox } from '../../src/sandbox/sandbox.ts';
import { TOKEN } from '../support/brand.ts';
import { send } from '../support/bridge.ts';
import { launchBridgeProcess } from '../support/bridge-process.ts';
import { rawExchange, rawRequest } from './raw-exchange.ts';

/** What must not be written, in any letter case. None of it is a part of anything harmless. */
const SECRETS = {
  bearer: TOKEN,
  wrongBearer: 'wrong-bearer-value-77',
  apiToken: 'api-token-of-the-brand-4711',
  password: 'Passw0rd-Of-Hers',
  userName: 'quirina.xandrov@zanzibar.example.com',
  mail: 'qx-mailbox',
  givenName: 'Quirina',
  familyName: 'Xandrov',
  title: 'Archivist-Royal',
  phone: '+999 555 0199',
  externalId: 'ext-of-hers-88',
  group: 'Secret-Crew',
  upstream: 'words-of-the-upstream',
};

const PERSON = {
  userName: SECRETS.userName,
  externalId: SECRETS.externalId,
  name: { givenName: SECRETS.givenName, familyName: SECRETS.familyName },
  title: SECRETS.title,
  password: SECRETS.password,
  emails: [{ value: `${SECRETS.mail}@example.com`, type: 'work', primary: true }],
  phoneNumbers: [{ value: SECRETS.phone, type: 'work' }],
};

const FAULTS: readonly FaultScript['effect'][] = [
  ...[400, 401, 403, 404, 409, 429, 500, 503].map(
    (status) =>
      ({
        kind: 'status',
        status,
        retryAfter: 1,
        errorMessage: `${SECRETS.upstream}: ${SECRETS.userName} is odd`,
        errorCode: 'SANDBOX_FAULT',
      }) as const,
  ),
  { kind: 'status', status: 502, body: 'html' },
  { kind: 'status', status: 500, body: 'empty' },
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'partial-body' },
  { kind: 'commit-then-504' },
  { kind: 'timeout' },
  { kind: 'redirect', location: `https://evil.test/?who=${SECRETS.userName}` },
];

const encoded = encodeURIComponent;

t.test('no secret and no personal data stand in the log, whatever happens', async (t) => {
  const sandbox = await startSandbox({ tokens: [SECRETS.apiToken] });
  t.teardown(() => sandbox.close());
  const { origin, stop } = await launchBridgeProcess(t, sandbox, {
    LOG_LEVEL: 'trace',
    QUALTRICS_PASSWORD: 'pass',
    SCIM_BODY_LIMIT_BYTES: '100000',
    SCIM_ANSWER_DEADLINE_SECONDS: '1',
    QUALTRICS_TIMEOUT_SECONDS: '1',
  });
  const statuses = new Map<number, number>();
  const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const answer = await send(`${origin}/scim/v2${path}`, method, body, headers);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    return answer;
  };
  const patch = (path: string, value: unknown) => ({ Operations: [{ op: 'replace', path, value }] });

  const made = await ask('POST', '/Users', PERSON);
  t.equal(made.status, 201);
  const user = `/Users/${made.body.id}`;
  const group = await ask('POST', '/Groups', {
    displayName: SECRETS.group,
    members: [{ value: made.body.id }],
  });

  await ask('GET', user);
  await ask('HEAD', user);
  for (const filter of [
    `userName eq "${SECRETS.userName}"`,
    `userName eq "${encoded(SECRETS.userName)}"`,
    `externalId eq "${SECRETS.externalId}"`,
    `name.familyName sw "${SECRETS.familyName}"`,
    `userName eq "${SECRETS.userName}`,
    `userName equals ${SECRETS.userName}`,
    `${SECRETS.userName} eq "x"`,
  ]) {
    await ask('GET', `/Users?filter=${encoded(filter)}`);
    await ask('GET', `/Groups?filter=${encoded(filter)}`);
  }
  await ask('GET', `/Groups?filter=${encoded(`displayName eq "${SECRETS.group}"`)}`);
  await ask('GET', `/Users?${encoded(SECRETS.userName)}=${SECRETS.title}&count=${SECRETS.familyName}`);
  await ask('POST', '/Users', PERSON);
  await ask('POST', '/Users', { ...PERSON, userName: `%${SECRETS.userName}` });
  await ask('POST', '/Users', { ...PERSON, name: SECRETS.familyName });
  await ask('POST', '/Users', {
    ...PERSON,
    preferredLanguage: SECRETS.title,
    timezone: SECRETS.givenName,
    userType: SECRETS.title,
  });
  await ask('POST', '/Users', { ...PERSON, unknownAttribute: SECRETS.title });
  await ask('POST', '/Users', `{"userName": "${SECRETS.userName}", "password": ${SECRETS.password}`);
  await ask('POST', '/Users', JSON.stringify(PERSON), { 'content-type': 'text/plain' });
  await ask('POST', '/Users', { ...PERSON, title: SECRETS.title.repeat(10_000) });
  await ask('PUT', user, { ...PERSON, title: `${SECRETS.title} II` });
  await ask('PUT', `/Users/${SECRETS.userName}`, PERSON);
  await ask('PATCH', user, patch('title', SECRETS.title));
  await ask('PATCH', user, patch('password', SECRETS.password));
  await ask('PATCH', user, patch('active', SECRETS.familyName));
  await ask('PATCH', user, patch(`emails[value eq "${SECRETS.userName}"].value`, SECRETS.mail));
  await ask('PATCH', user, patch(`emails[value eq "${SECRETS.userName}"].nothing`, SECRETS.mail));
  await ask('PATCH', user, patch(`nothing[value eq "${SECRETS.familyName}"]`, SECRETS.mail));
  await ask('PATCH', user, patch(`emails[value eq "${SECRETS.familyName}`, SECRETS.mail));
  await ask('PATCH', user, patch(`emails[${SECRETS.familyName}]`, SECRETS.mail));
  await ask('PATCH', user, { Operations: [{ op: SECRETS.password, path: 'title', value: SECRETS.title }] });
  await ask('PATCH', `/Groups/${group.body.id}`, patch('displayName', `${SECRETS.group} II`));
  await ask('GET', '/Users', undefined, { authorization: `Bearer ${SECRETS.wrongBearer}` });
  await ask('GET', '/Users', undefined, { authorization: `Basic ${SECRETS.wrongBearer}` });
  await ask('GET', '/Users', undefined, { cookie: SECRETS.wrongBearer, 'x-request-id': SECRETS.userName });
  await ask('GET', '/Users', undefined, { 'x-large': SECRETS.title.repeat(2_000) });
  await ask('GET', `/${SECRETS.userName}?token=${TOKEN}`);
  await ask('GET', `/Users/${SECRETS.userName}`);
  await ask('GET', `/Users/${SECRETS.userName}%ZZ`);
  await ask('GET', `/Schemas/${SECRETS.userName}`);
  await send(`${origin}/${SECRETS.userName}?${SECRETS.title}`, 'GET');
  await rawExchange(origin, `${SECRETS.userName} / HTTP/1.1\r\n${SECRETS.password}\r\n\r\n`);
  await rawExchange(
    origin,
    rawRequest('GET', `/scim/v2/${SECRETS.userName}`, { host: SECRETS.userName, 'x-bad': '\u0001' }),
  );

  for (const [index, effect] of FAULTS.entries()) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) sandbox.fault({ match: { method }, effect });
    await Promise.all([
      ask('GET', user),
      ask('POST', '/Users', { ...PERSON, userName: `${index}.${SECRETS.userName}` }),
      ask('PATCH', user, patch('name.familyName', `${SECRETS.familyName}-${index}`)),
      ask('PUT', user, { ...PERSON, externalId: `${SECRETS.externalId}-${index}`, active: false }),
    ]);
    sandbox.clearFaults();
  }
  await ask('DELETE', user);
  await ask('DELETE', `/Groups/${group.body.id}`);
  await sandbox.close();
  await ask('GET', `/Users/${made.body.id}`);
  await ask('POST', '/Users', { ...PERSON, userName: `last.${SECRETS.userName}` });

  const { code, lines } = await stop();
  t.equal(code, 0);
  const requests = lines.filter((line) => line.includes('"msg":"request"'));
  const asked = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  t.ok(requests.length >= asked - 1, 'each request has its line, but the one that Node could not read');
  t.ok(lines.length > 2 * asked, 'and there is more than those lines');
  for (const status of [200, 201, 204, 400, 401, 404, 409, 413, 415, 429, 431, 502, 503]) {
    t.ok(statuses.has(status), `a request was answered with ${status}`);
  }
  t.doesNotThrow(() => lines.map((line) => JSON.parse(line)), 'every line is JSON');
  const written = lines.join('\n').toLowerCase();
  for (const [what, secret] of Object.entries(SECRETS)) {
    for (const form of new Set([secret, encoded(secret), btoa(secret), secret.split('@')[0] ?? secret])) {
      const at = written.indexOf(form.toLowerCase());
      t.equal(at, -1, `${what} is not written: ${written.slice(Math.max(0, at - 300), at + 100)}`);
    }
  }
});
