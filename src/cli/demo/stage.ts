import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { setInterval } from 'node:timers/promises';
import { type App, buildApp } from '../../app.ts';
import { loadConfig } from '../../config/load-config.ts';
import { createLogger } from '../../ops/logger.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';

/** The whole of a small deployment on loopback: a brand, and the bridge in front of it. */
export interface Stage {
  readonly sandbox: Sandbox;
  /** Of the bridge, such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** The bearer token that the IdP would be given. */
  readonly token: string;
  /** Where the bridge logs to. */
  readonly logFile: string;
  /** Stops everything and removes its files. */
  close(): Promise<void>;
}

const PEOPLE = 12;
const READY_WITHIN_MS = 20_000;

/** Starts it on free ports; resolves when the bridge says that it is ready. */
export async function openStage(): Promise<Stage> {
  // What was started goes again when a later part cannot be.
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'qualtrics-scim-demo-'));
  parts.defer(() => rm(folder, { recursive: true }));
  const sandbox = await startSandbox({ users: PEOPLE });
  parts.defer(() => sandbox.close());

  const token = randomBytes(16).toString('hex');
  const config = loadConfig({
    PORT: '0',
    SCIM_BEARER_TOKENS: token,
    QUALTRICS_BASE_URL: sandbox.url,
    QUALTRICS_API_TOKEN: sandbox.token,
    QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
    DATABASE_URL: `sqlite:${join(folder, 'bridge.db')}`,
  });
  const logFile = join(folder, 'bridge.log');
  const log = createWriteStream(logFile);
  parts.defer(async () => {
    await finished(log.end());
  });
  const { server, readiness } = await buildApp(config, {
    logger: createLogger(config.logLevel, log),
    version: 'demo',
  });
  parts.defer(() => server.close());
  await server.listen({ host: config.host, port: config.port });
  await untilReady(readiness);

  const started = parts.move();
  return { sandbox, origin: server.listeningOrigin, token, logFile, close: () => started.disposeAsync() };
}

async function untilReady(readiness: App['readiness']): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for await (const _ of setInterval(10)) {
    const { ready, reasons } = readiness.snapshot();
    if (ready) return;
    if (performance.now() > deadline)
      throw new Error(`The bridge did not become ready: ${reasons.join('; ')}`);
  }
}
