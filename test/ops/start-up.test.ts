/** What the bridge finds out about Qualtrics when it starts, and whom it tells. */
import t, { type Test } from 'tap';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { adviseOtherAddress } from '../../src/other-address.ts';
import { isApiAt } from '../../src/qualtrics/knock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../qualtrics/serve.ts';
import { environmentFor } from '../support/brand.ts';
import { send } from '../support/bridge.ts';
import { until } from '../support/until.ts';
import { capturedLogger } from './log-lines.ts';

/** Starts, and has looked at everything once when it resolves; the log at `warn` and above. */
async function start(t: Test, sandbox: Sandbox) {
  const config = loadConfig(environmentFor(sandbox));
  const { logger, lines } = capturedLogger('warn');
  const { server } = await buildApp(config, { logger, version: 'test' });
  t.teardown(() => server.close());
  await server.listen({ host: '127.0.0.1', port: 0 });
  const readyz = async () => (await send(`${server.listeningOrigin}/readyz`, 'GET')).body;
  await until(
    'everything was looked at',
    async () => !JSON.stringify((await readyz()).reasons ?? []).includes('not checked yet'),
  );
  return { lines, readyz };
}

async function startWith(t: Test, options: SandboxOptions) {
  const sandbox = await startSandbox(options);
  t.teardown(() => sandbox.close());
  return { sandbox, ...(await start(t, sandbox)) };
}

t.test(
  'a credential whose owner is no brand administrator: the log says whose, /readyz what is missing',
  async (t) => {
    const { sandbox, lines, readyz } = await startWith(t, { ownerUserType: 'UT_own' });
    const notice = "the credential's owner is no brand administrator by its user type";
    t.match(
      lines().filter(({ msg }) => msg === notice),
      [{ id: sandbox.ownerId, userType: 'UT_own' }],
    );
    const { reasons } = await readyz();
    t.match(reasons.join('\n'), /privileges: .*brand administrator/);
  },
);

t.test('a brand administrator at the right datacenter: nothing is said', async (t) => {
  const { lines } = await startWith(t, {});
  t.notMatch(JSON.stringify(lines()), /administrator|another host/);
});

t.test('a wrong datacenter that passes calls on: the log names the better host, once', async (t) => {
  const { lines, readyz } = await startWith(t, { noticeHost: 'fra1.qualtrics.com' });
  const told = lines().filter(({ msg }) =>
    String(msg).startsWith('Qualtrics asks to be called at another host'),
  );
  t.match(told, [{ address: 'fra1.qualtrics.com' }]);
  t.equal(told.length, 1);
  t.notMatch((await readyz()).checks.credential, { ok: false }, 'it works all the same');
});

t.test('a refused credential at the start is red, with what to do', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 401 } });
  const { readyz } = await start(t, sandbox);
  t.match((await readyz()).checks.credential, { ok: false, reason: /renew QUALTRICS_API_TOKEN/ });
});

t.test('where nothing answers, /readyz says that the address may be wrong', async (t) => {
  const sandbox = await startSandbox();
  await sandbox.close();
  const { readyz } = await start(t, sandbox);
  t.match((await readyz()).checks.credential, {
    ok: false,
    reason: /^Qualtrics does not answer; check QUALTRICS_BASE_URL, or try /,
  });
});

t.test('the other form of host is tried, without the credential', async (t) => {
  const asked: string[] = [];
  const isApi = async (origin: string) => asked.push(origin) > 1;
  const organization = 'https://acme.fra1.qualtrics.com';
  t.match(
    await adviseOtherAddress(organization, isApi),
    /try the datacenter's host: https:\/\/fra1\.qualtrics\.com/,
  );
  t.match(await adviseOtherAddress(organization, isApi), /^it does at https:\/\/fra1\.qualtrics\.com: set/);
  t.match(await adviseOtherAddress('https://fra1.qualtrics.com', isApi), /try the organization's host/);
  t.strictSame(asked, ['https://fra1.qualtrics.com', 'https://fra1.qualtrics.com']);

  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  t.equal(await isApiAt(sandbox.url, 2_000), true);
  t.match(sandbox.calls, [{ path: '/API/v3/whoami', tokenHash: null, status: 400 }]);
  const page = await serve(t, (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  );
  t.equal(await isApiAt(page.url, 2_000), false);
  await sandbox.close();
  t.equal(await isApiAt(sandbox.url, 2_000), false);
});
