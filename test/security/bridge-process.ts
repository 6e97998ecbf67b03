import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { environmentFor } from '../support/brand.ts';

const SERVER = fileURLToPath(new URL('../../src/server.ts', import.meta.url));

/** The bridge as `npm start` runs it, in front of a sandbox; it is killed at the end of the test. */
export interface BridgeProcess {
  readonly origin: string;
  /** Stops it as an orchestrator does, and gives the exit code and all that it ever wrote. */
  stop(): Promise<{ readonly code: unknown; readonly lines: readonly string[] }>;
}

export async function startBridgeProcess(
  t: Test,
  sandbox: Sandbox,
  environment: NodeJS.ProcessEnv = {},
): Promise<BridgeProcess> {
  const child = spawn(process.execPath, [SERVER], {
    env: { PATH: process.env.PATH, ...environmentFor(sandbox, environment) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  const exited = once(child, 'close');
  const origin = await listening(child, lines);
  return {
    origin,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await exited;
      return { code, lines };
    },
  };
}

/** Collects every line of both outputs; resolves with the address that one of them says. */
function listening(child: ChildProcessByStdio<null, Readable, Readable>, lines: string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('exit', () => reject(new Error(`the bridge did not start: ${lines.join('\n')}`)));
  for (const output of [child.stdout, child.stderr]) {
    createInterface(output).on('line', (line) => {
      lines.push(line);
      const address = /"address":"(http[^"]+)".*"msg":"listening"/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  }
  return promise;
}
