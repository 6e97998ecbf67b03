import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { person } from '../faults/outage.ts';
import { send, startBridgeFor } from '../support/bridge.ts';
import { until } from '../support/until.ts';

t.test('a credential of another brand than the database turns readiness red and says why', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const environment = { DATABASE_URL: `sqlite:${join(folder, 'bridge.db')}` };
  await t.test('the first brand', async (t) => {
    const sandbox = await startSandbox({ brandId: 'acme' });
    t.teardown(() => sandbox.close());
    await startBridgeFor(t, sandbox, environment);
  });
  const other = await startSandbox({ brandId: 'other' });
  t.teardown(() => other.close());
  const message = await startBridgeFor(t, other, environment).catch((error: Error) => error.message);
  t.match(message, /credential: .*brand/);
  t.notMatch(message, /does not answer/);
});

t.test(
  'a token of another brand in the file is told and not used, whatever becomes of the old one',
  async (t) => {
    const ours = await startSandbox({ brandId: 'acme', tokens: ['ours'], users: 1 });
    const others = await startSandbox({ brandId: 'other', tokens: ['others'] });
    t.teardown(() => Promise.all([ours.close(), others.close()]));
    // One datacenter for both: the token decides.
    const datacenter = createServer((request, response) => {
      const { url } = request.headers['x-api-token'] === 'others' ? others : ours;
      const { method = 'GET', headers } = request;
      request.pipe(
        forward(url + request.url, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }),
      );
    }).listen(0, '127.0.0.1');
    await once(datacenter, 'listening');
    t.teardown(() => datacenter.close());
    const { port } = datacenter.address() as AddressInfo;
    const file = join(t.testdir({ token: 'ours' }), 'token');
    const bridge = await startBridgeFor(t, ours, {
      QUALTRICS_BASE_URL: `http://127.0.0.1:${port}`,
      QUALTRICS_API_TOKEN: undefined,
      QUALTRICS_API_TOKEN_FILE: file,
    });
    const path = `/Users/${ours.users()[1]?.id}`;
    t.equal((await bridge.scim('GET', path)).status, 200);

    writeFileSync(file, 'others');
    const isTried = async () => {
      t.equal((await bridge.scim('GET', path)).status, 200);
      return others.calls.length > 0;
    };
    await until('the new token is tried', isTried);
    t.equal((await bridge.scim('GET', path)).status, 200);
    ours.setOptions({ tokens: ['ours-2'] });
    t.equal((await bridge.scim('GET', path)).status, 502);
    t.equal((await bridge.scim('POST', '/Users', person('ada'))).status, 502);
    t.ok(others.calls.every((call) => call.path === '/API/v3/whoami'));

    writeFileSync(file, 'ours-2');
    await until('the right token is in use', async () => (await bridge.scim('GET', path)).status === 200);
  },
);

t.test('a bridge of the right brand is ready', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const { origin } = await startBridgeFor(t, sandbox);
  t.equal((await send(`${origin}/readyz`, 'GET')).status, 200);
});
