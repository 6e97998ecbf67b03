/**
 * The process: configuration -> store -> app -> listen -> drain on SIGTERM. The only file that exits.
 *
 * Exit codes: 0 stopped as asked; 78 the configuration is wrong (EX_CONFIG of sysexits.h), every problem listed; 1 else.
 */
import { readFileSync } from 'node:fs';
import { buildApp } from './app.ts';
import { ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load-config.ts';
import { leftBehind } from './left-behind.ts';
import { installShutdown } from './ops/drain.ts';
import { createLogger } from './ops/logger.ts';
import { StoreError } from './store/store-error.ts';

const EX_CONFIG = 78;

try {
  await serve();
} catch (error) {
  process.exitCode = tell(error);
}

async function serve(): Promise<void> {
  const config = loadConfig(process.env, {
    onWarning: (message) => logger.warn({ reason: message }, 'secret file'),
  });
  const logger = createLogger(config.logLevel);
  for (const warning of config.warnings) logger.warn({ reason: warning }, 'configuration');
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const { server, readiness, listNow } = await buildApp(config, { logger, version });
  installShutdown({
    server: server.server,
    onDrain: readiness.drain,
    close: () => server.close(),
    graceMs: config.drainMs,
    logger,
    exit: (code) => process.exit(code),
  });
  // In a terminal it says that the terminal is about to close.
  if (!process.stdin.isTTY) process.on('SIGHUP', listNow);
  await server.listen({ host: config.host, port: config.port });
  logger.info({ version, address: server.listeningOrigin }, 'listening');
  // Only now: nobody has to wait for a server that no connection uses.
  for (const warning of await leftBehind(config)) logger.warn({ reason: warning }, 'configuration');
}

/** For the person at the console, in words, not in JSON. Returns the exit code. */
function tell(error: unknown): number {
  if (error instanceof ConfigError) {
    console.error('The configuration is wrong:');
    for (const problem of error.problems) console.error(`  ${problem}`);
    return EX_CONFIG;
  }
  if (error instanceof StoreError) {
    console.error(`The database cannot be used: ${error.message}`);
    return error.code === 'configuration' || error.code === 'newer' ? EX_CONFIG : 1;
  }
  console.error(error);
  return 1;
}
