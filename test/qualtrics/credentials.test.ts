import t from 'tap';
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
  const tokens = ['old-token', 'new-token', 'newer-token'];
  const token = () => tokens.shift() ?? 'newest-token';
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
