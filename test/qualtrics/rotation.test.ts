import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pollAgain } from 'node:timers/promises';
import t from 'tap';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { capturedLogger } from '../ops/log-lines.ts';
import { environmentFor } from '../support/brand.ts';
import { send } from '../support/bridge.ts';

t.test('a revoked token is 502, red and told once, until the file has the new one', async (t) => {
  const sandbox = await startSandbox({ tokens: ['old-token'] });
  t.teardown(() => sandbox.close());
  const file = join(t.testdir({ token: 'old-token' }), 'token');
  const config = loadConfig(
    environmentFor(sandbox, { QUALTRICS_API_TOKEN: '', QUALTRICS_API_TOKEN_FILE: file }),
  );
  const { logger, lines } = capturedLogger('info');
  const { server } = await buildApp(config, { logger, version: 'test' });
  t.teardown(() => server.close());
  await server.listen({ host: config.host, port: config.port });
  const { port } = server.server.address() as AddressInfo;
  const ask = () => send(`http://127.0.0.1:${port}/scim/v2/Users/${sandbox.ownerId}`, 'GET');
  const credential = async () =>
    (await send(`http://127.0.0.1:${port}/readyz`, 'GET')).body.checks.credential;
  const said = (msg: string) => lines().filter((line) => line.msg === msg);
  t.equal((await ask()).status, 200);

  sandbox.setOptions({ tokens: ['new-token'] });
  for (let times = 0; times < 3; times += 1) {
    const { status, body } = await ask();
    t.equal(status, 502);
    t.match(body.detail, /whoever runs the bridge has to renew it/);
  }
  t.match(await credential(), { ok: false, reason: /^Qualtrics refuses the credential/ });
  t.match(said('Qualtrics refuses the credential: replace it'), [{ level: 'error' }]);
  t.equal(said('Qualtrics refuses the credential: replace it').length, 1);

  writeFileSync(file, 'new-token\n');
  while ((await ask()).status !== 200) await pollAgain(50);
  t.match(await credential(), { ok: true });
  t.equal(said('Qualtrics accepts the credential again').length, 1);
  t.equal(said('the new Qualtrics credential is in use').length, 1);
});
