// npm run sandbox -- --users 50 --put-mode merge
//
// A Qualtrics to try the bridge against, without a brand: docs/sandbox.md. HOST and PORT apply unless the flags say
// otherwise. Exits 0 on SIGTERM or SIGINT, 64 when a flag is wrong, 1 when it cannot listen.

import { helpText, readFlags } from '../sandbox/flags.ts';
import { SandboxInputError, startSandbox } from '../sandbox/sandbox.ts';

const WRONG_USAGE = 64;
/** Unlike in tests, people who try the bridge want company, and a port that they can write down. */
const DEFAULTS = { users: 25, port: 8181 };

try {
  const { help, options } = readFlags(process.argv.slice(2));
  if (help) printHelp();
  else await run(options);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const wrongUsage = error instanceof SandboxInputError;
  for (const problem of wrongUsage ? error.problems : [error.message]) console.error(`sandbox: ${problem}`);
  if (wrongUsage) console.error('sandbox: --help lists the flags');
  process.exitCode = wrongUsage ? WRONG_USAGE : 1;
}

async function run(flags: Record<string, unknown>): Promise<void> {
  const sandbox = await startSandbox({ ...DEFAULTS, ...environment(), ...flags });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sandbox.close());
  const { url, token, brandId, options } = sandbox;
  console.log(`Sandbox Qualtrics, brand ${brandId}, ${options.dialect} dialect, PUT mode ${options.putMode}
  base URL   ${url}
  API token  ${token}
  control    ${url}/sandbox
Try: curl -H 'X-API-TOKEN: ${token}' ${url}/API/v3/whoami`);
}

function environment(): { host?: string; port?: number } {
  const { HOST, PORT } = process.env;
  return { ...(HOST ? { host: HOST } : {}), ...(PORT ? { port: Number(PORT) } : {}) };
}

function printHelp(): void {
  console.log('npm run sandbox -- [flags]; docs/sandbox.md says more\n');
  console.log(helpText());
  console.log(`\nFrom the command line, users is ${DEFAULTS.users} and port ${DEFAULTS.port} unless set.`);
}
