import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { loadConfig } from '../../config/load-config.ts';
import { leftBehind } from '../../left-behind.ts';
import { ok, warn } from './check.ts';
import { examine } from './examine.ts';
import { type DoctorFlags, HELP, readFlags } from './flags.ts';
import { jsonReport } from './json-report.ts';
import type { Output } from './report.ts';
import { textReport } from './text-report.ts';

const SOMETHING_FAILED = 1;
const WRONG_USAGE = 64;
const WRONG_CONFIGURATION = 78;
const SEE = 'see "Several brands" in docs/configuration.md';

/** Makes every check, reports each, and returns the exit code. */
export async function runDoctor(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  output: Output,
): Promise<number> {
  const flags = readFlagsOrComplain(argv, output);
  if (flags === undefined) return WRONG_USAGE;
  if (flags.help) {
    output.log(HELP);
    return 0;
  }
  const report = flags.json ? jsonReport(output) : textReport(output);
  const config = configOrProblems(environment);
  if (config instanceof ConfigError) {
    // Each says itself what to do.
    for (const detail of config.problems) report.add({ name: 'configuration', outcome: 'fail', detail });
    report.end();
    return WRONG_CONFIGURATION;
  }
  const chosen = chosenConnections(config, flags);
  if (chosen instanceof TypeError) {
    output.error(`doctor: ${chosen.message}`);
    return WRONG_USAGE;
  }
  report.add({ name: 'configuration', ...ok('every variable can be used') });
  const warnings = [...config.warnings, ...(await leftBehind(config))];
  for (const warning of warnings) report.add({ name: 'configuration', ...warn(warning, SEE) });
  for await (const check of examine(chosen, flags.tryUser)) report.add(check);
  return report.end() ? 0 : SOMETHING_FAILED;
}

function readFlagsOrComplain(argv: readonly string[], output: Output): DoctorFlags | undefined {
  try {
    return readFlags(argv);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    output.error(`doctor: ${error.message}\ndoctor: --help lists the flags`);
    return undefined;
  }
}

/** The configuration with the connections that are to be examined, or what is wrong with the flags. */
function chosenConnections(config: Config, { connection, tryUser }: DoctorFlags): Config | TypeError {
  const names = config.connections.map(({ name }) => name);
  if (connection === undefined) {
    return tryUser === undefined || names.length === 1
      ? config
      : new TypeError(`--try-user needs --connection: one of ${names.join(', ')}`);
  }
  const chosen = config.connections.find(({ name }) => name === connection);
  if (!chosen) return new TypeError(`there is no such connection; there is ${names.join(', ')}`);
  return { ...config, connections: [chosen] };
}

function configOrProblems(environment: NodeJS.ProcessEnv): Config | ConfigError {
  try {
    return loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
