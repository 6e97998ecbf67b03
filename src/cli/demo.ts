// npm run demo            shows the bridge at work, then stays up for you to try it
// npm run demo -- --once  ends after the show
//
//   stage.ts                       a sandbox Qualtrics and the bridge in front of it, on loopback
//   okta.ts, entra.ts, groups.ts   what IdPs send, step by step, and what is to come of it
//   play.ts -> play-step.ts -> play-exchange.ts   sends it, and reads off the sandbox what it caused
//   expectations.ts                judges it
//   show-*.ts                      puts it on the screen
//
// Exits 0, with 1 when a step did not go as expected or nothing could be started, with 64 when a flag is wrong.

import { parseArgs } from 'node:util';
import { entra } from './demo/entra.ts';
import { groups } from './demo/groups.ts';
import { okta } from './demo/okta.ts';
import { runDemo } from './demo/run.ts';
import { consoleScreen } from './demo/screen.ts';

const WRONG_USAGE = 64;
const HELP = `npm run demo -- [flags]

Plays Okta and Entra ID against the bridge in front of a sandbox Qualtrics, all of it on loopback, and shows what
each request did to the Qualtrics account. Then it stays up until Ctrl-C, for you to try it.

  --once   end after the show; the exit code is 1 when anything went other than expected
  --help   this text

NO_COLOR=1 takes the colours away.`;

await main();

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags === undefined) return;
  if (flags.help) return console.log(HELP);
  try {
    const acts = [okta, entra, groups];
    process.exitCode = await runDemo(acts, {
      screen: consoleScreen(),
      once: flags.once,
      stopped: hadEnough(),
    });
  } catch (error) {
    console.error(`demo: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

/** Undefined when they are wrong, which is said. */
function readFlags(): { readonly once: boolean; readonly help: boolean } | undefined {
  try {
    const { once = false, help = false } = parseArgs({
      options: { once: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }).values;
    return { once, help };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`demo: ${error.message}\ndemo: --help lists the flags`);
    process.exitCode = WRONG_USAGE;
    return undefined;
  }
}

/**
 * Settles at Ctrl-C, and when whoever reads the output is gone (`| head`). The handlers stay: npm passes on a signal
 * that the terminal has sent to both already.
 */
function hadEnough(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    process.stdout.on('error', () => resolve());
  });
}
