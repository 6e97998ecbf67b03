import type { Test } from 'tap';
import { buildApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { createLogger } from '../../../src/ops/logger.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Store } from '../../../src/store/store.ts';
import { environmentFor } from '../../support/brand.ts';
import { type Bridge, send } from '../../support/bridge.ts';

/** As startBridgeFor, over a store of the test's own, which ends with the bridge. */
export async function startBridgeOver(
  t: Test,
  sandbox: Sandbox,
  store: Store,
  environment: NodeJS.ProcessEnv = {},
): Promise<Bridge> {
  const config = loadConfig(environmentFor(sandbox, environment));
  const logger = createLogger(config.logLevel);
  const { server } = await buildApp(config, { openStore: async () => store, logger, version: 'test' });
  t.teardown(() => server.close());
  const origin = await server.listen({ host: config.host, port: config.port });
  for (let tries = 0; (await send(`${origin}/readyz`, 'GET')).status !== 200; tries++) {
    if (tries > 5_000) throw new Error('the bridge did not become ready');
  }
  sandbox.clearCalls();
  return {
    sandbox,
    server,
    audit: () => Array.fromAsync(store.connection('default').audit.entries()),
    origin,
    scim: (method, path, body, headers) => send(`${origin}/scim/v2${path}`, method, body, headers),
    calls() {
      const calls = sandbox.calls.map((call) => `${call.method} ${call.path}`);
      sandbox.clearCalls();
      return calls;
    },
  };
}
