import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { environmentFor } from './brand.ts';
import { type Answer, send } from './bridge.ts';
import { until } from './until.ts';

const SERVER = fileURLToPath(new URL('../../src/server.ts', import.meta.url));

/** The bridge as a process of its own, as `npm start` has it. */
export interface BridgeProcess {
  readonly pid: number;
  readonly origin: string;
  scim(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Of /readyz. */
  readyz(): Promise<Answer>;
  /** SIGKILL: nothing of the process runs any more when it resolves. */
  kill(): Promise<void>;
  /** Stops it as an orchestrator does, and gives the exit code and all that it ever wrote. */
  stop(): Promise<{ readonly code: unknown; readonly lines: readonly string[] }>;
}

/** Resolves when it is ready. It ends with the test. */
export async function startBridgeProcess(
  t: Test,
  sandbox: Sandbox,
  environment: NodeJS.ProcessEnv,
): Promise<BridgeProcess> {
  const bridge = await launchBridgeProcess(t, sandbox, environment);
  await until('the bridge is ready', async () => (await bridge.readyz()).status === 200);
  return bridge;
}

/** Resolves when it listens. It ends with the test. */
export async function launchBridgeProcess(
  t: Test,
  sandbox: Sandbox,
  environment: NodeJS.ProcessEnv,
): Promise<BridgeProcess> {
  // Not with what tap loads into each Node: that ends the process at SIGXFSZ, which Node alone leaves out of account.
  const child = spawn('env', ['--unset=NODE_OPTIONS', process.execPath, SERVER], {
    env: { ...environmentFor(sandbox, { LOG_LEVEL: 'info', ...environment }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let isAsked = false;
  async function end(signal: NodeJS.Signals): Promise<unknown> {
    isAsked = true;
    child.kill(signal);
    const [code] = await closed;
    return code;
  }
  t.teardown(() => end('SIGKILL'));
  const lines: string[] = [];
  // An end that nobody asked for explains what fails after it.
  child.once('close', (code, signal) => {
    if (!isAsked) console.error(`the bridge ended with ${code ?? signal}: ${lines.slice(-20).join('\n')}`);
  });
  const origin = await listeningOrigin(child, lines);
  return {
    pid: child.pid ?? 0,
    origin,
    scim: (method, path, body) => send(`${origin}/scim/v2${path}`, method, body),
    readyz: () => send(`${origin}/readyz`, 'GET'),
    kill: async () => void (await end('SIGKILL')),
    stop: async () => ({ code: await end('SIGTERM'), lines }),
  };
}

/** Collects every line of both outputs; resolves with the address that one of them says. */
function listeningOrigin(
  child: ChildProcessByStdio<null, Readable, Readable>,
  lines: string[],
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('close', () => reject(new Error(`the bridge did not start: ${lines.join('\n')}`)));
  for (const output of [child.stdout, child.stderr]) {
    createInterface(output).on('line', (line) => {
      lines.push(line);
      const address = /"address":"(http[^"]+)".*"msg":"listening"/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  }
  return promise;
}
