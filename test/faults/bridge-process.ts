import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { environmentFor } from '../support/brand.ts';
import { type Answer, send } from '../support/bridge.ts';
import { until } from '../support/until.ts';

const SERVER = fileURLToPath(new URL('../../src/server.ts', import.meta.url));

/** The bridge as a process of its own, as `npm start` has it. */
export interface BridgeProcess {
  readonly pid: number;
  scim(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Of /readyz. */
  readyz(): Promise<Answer>;
  /** SIGKILL: nothing of the process runs any more when it resolves. */
  kill(): Promise<void>;
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
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  t.teardown(kill);
  // An end that nobody asked for explains what fails after it.
  child.once('exit', (code, signal) => {
    if (signal !== 'SIGKILL') console.error(`the bridge ended with ${code ?? signal}`);
  });
  const origin = await listeningOrigin(child);
  const readyz = () => send(`${origin}/readyz`, 'GET');
  const { pid = 0 } = child;
  return { pid, kill, readyz, scim: (method, path, body) => send(`${origin}/scim/v2${path}`, method, body) };
}

/** As its log says; the rest of the log is read and dropped. */
async function listeningOrigin(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const line = text.split('\n').find((each) => each.includes('"msg":"listening"'));
    if (line) resolve(JSON.parse(line).address);
  });
  child.once('exit', (code) => reject(new Error(`the bridge ended with ${code}: ${text}`)));
  return await promise;
}
