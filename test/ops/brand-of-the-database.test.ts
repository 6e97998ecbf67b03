import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { send, startBridgeFor } from '../support/bridge.ts';

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

t.test('a bridge of the right brand is ready', async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const { origin } = await startBridgeFor(t, sandbox);
  t.equal((await send(`${origin}/readyz`, 'GET')).status, 200);
});
