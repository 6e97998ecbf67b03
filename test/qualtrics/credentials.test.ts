import { setImmediate as proofEnded } from 'node:timers/promises';
import t from 'tap';
import { createTokenCredentials } from '../../src/qualtrics/credentials.ts';
import { QualtricsError, type QualtricsErrorCode } from '../../src/qualtrics/errors.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect, failureOf } from './connect.ts';

t.test('a token that is replaced at run time is used from the next call on', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  let current = sandbox.token;
  const { client } = connect(t, sandbox.url, { credentials: { kind: 'token', token: () => current } });
  await client.whoami();
  sandbox.setOptions({ tokens: ['second-token'] });
  t.match(await failureOf(client.whoami()), { code: 'credential', status: 401, errorCode: 'DCD_7' });
  current = 'second-token';
  t.ok(await client.whoami());
});

t.test('a token that is replaced while a write is under way is tried, once', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const tokens = ['old-token', 'new-token'];
  const token = () => tokens.shift() ?? 'new-token';
  const { client } = connect(t, sandbox.url, { credentials: { kind: 'token', token } });
  t.match(await failureOf(client.users.delete(sandbox.ownerId)), { code: 'credential' });
  t.equal(sandbox.calls.length, 2);
  t.equal(new Set(sandbox.calls.map((call) => call.tokenHash)).size, 2);
});

t.test('a token that cannot stand in a header, or none, is a credential error without a call', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  for (const value of ['', 'secret\n', 'sec ret', 'sécret']) {
    const { client } = connect(t, sandbox.url, { credentials: { kind: 'token', token: () => value } });
    const failed = await failureOf(client.whoami());
    t.match(failed, { code: 'credential', status: undefined });
    t.notMatch(`${failed.message} ${failed.stack}`, /s[eé]c\s?ret/);
  }
  t.strictSame(sandbox.calls, []);
});

t.test('the rights of the owner are not the credential', async (t) => {
  const sandbox = await startSandbox({ ownerUserType: 'UT_PARTICIPANT' });
  t.teardown(() => sandbox.close());
  t.match(await failureOf(connect(t, sandbox.url).client.users.get(sandbox.ownerId)), { code: 'forbidden' });
});

t.test('a new token is used once a whoami has proven it, and nobody waits for that', async (t) => {
  const sandbox = await startSandbox({ tokens: ['old-token', 'new-token'] });
  t.teardown(() => sandbox.close());
  const { promise: inUse, resolve } = Promise.withResolvers<string>();
  let current = 'old-token';
  const { client } = connect(t, sandbox.url, {
    credentials: { kind: 'token', token: () => current },
    onRotation: resolve,
  });
  await client.users.get(sandbox.ownerId);
  current = 'new-token';
  await client.users.get(sandbox.ownerId);
  t.equal(await inUse, 'in-use');
  await client.users.get(sandbox.ownerId);
  const [first, ...others] = sandbox.calls.map(({ tokenHash }) => tokenHash);
  const withNew = sandbox.calls.filter(({ tokenHash }) => tokenHash !== first);
  t.equal(others.length, 3);
  t.strictSame(
    withNew.map(({ path }) => path),
    ['/API/v3/whoami', `/API/v3/users/${sandbox.ownerId}`],
  );
});

t.test(
  'a new token that is refused is told once, tried again later, and the old one stays in use',
  async (t) => {
    const outcomes: string[] = [];
    let current = 'old';
    let clock = 0;
    let proofs = 0;
    let refusal: QualtricsErrorCode | undefined = 'credential';
    const credentials = createTokenCredentials(() => current, {
      async prove() {
        proofs += 1;
        if (refusal) throw new QualtricsError(refusal, 'GET /whoami');
        return true;
      },
      onRotation: (outcome) => outcomes.push(outcome),
      now: () => clock,
    });
    const ask = async () => {
      const { 'x-api-token': sent } = await credentials.header('x');
      await proofEnded();
      return sent;
    };
    await ask();
    current = 'new';
    t.equal(await ask(), 'old');
    t.equal(await ask(), 'old');
    t.equal(proofs, 1, 'not for every call');
    clock += 30_000;
    t.equal(await ask(), 'old');
    t.equal(proofs, 2);
    t.strictSame(outcomes, ['refused']);

    refusal = 'unavailable';
    clock += 30_000;
    t.equal(await ask(), 'old');
    t.strictSame(outcomes, ['refused'], 'an outage proves nothing');

    refusal = undefined;
    clock += 30_000;
    t.equal(await ask(), 'old');
    t.equal(await ask(), 'new');
    t.strictSame(outcomes, ['refused', 'in-use']);
    t.equal(proofs, 4);
  },
);

t.test('a new token of which the proof is not due yet is proven when the old one ends', async (t) => {
  let current = 'old';
  let isUp = false;
  let clock = 0;
  const credentials = createTokenCredentials(() => current, {
    async prove() {
      if (!isUp) throw new QualtricsError('timeout', 'GET /whoami');
      return true;
    },
    onRotation: () => {},
    now: () => clock,
  });
  const old = await credentials.header('x');
  current = 'new';
  t.strictSame(await credentials.header('x'), old);
  isUp = true;
  clock += 1_000;
  t.ok(await credentials.refused(old));
  t.strictSame(await credentials.header('x'), { 'x-api-token': 'new' });
});

t.test('calls that are refused together wait for one proof', async (t) => {
  let current = 'old';
  let proofs = 0;
  const credentials = createTokenCredentials(() => current, {
    async prove() {
      proofs += 1;
      return true;
    },
    onRotation: () => {},
  });
  const old = await credentials.header('x');
  current = 'new';
  const differ = await Promise.all(Array.from({ length: 16 }, () => credentials.refused(old)));
  t.ok(differ.every((each) => each));
  t.equal(proofs, 1);
});

t.test('a new token of another brand is never used, not even when the old one ends', async (t) => {
  const outcomes: string[] = [];
  let current = 'old';
  const credentials = createTokenCredentials(() => current, {
    prove: async () => false,
    onRotation: (outcome) => outcomes.push(outcome),
  });
  const old = await credentials.header('x');
  current = 'new';
  t.strictSame(await credentials.header('x'), old);
  t.notOk(await credentials.refused(old));
  t.strictSame(await credentials.header('x'), old);
  t.strictSame(outcomes, ['other-brand']);
});
