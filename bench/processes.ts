import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Usage } from './inside.ts';

/** The servers have the first core, whatever they are measured with the second. */
export type Core = 'servers' | 'load';

export interface Started {
  readonly origin: string;
  /** `watch`: whether the event loop is looked at from now on. */
  usage(watch?: boolean): Promise<Usage>;
  stop(): Promise<void>;
}

export interface Command {
  /** Below bench/, or below the root with `../`. */
  readonly script: string;
  readonly args?: readonly string[];
  /** For Node itself. */
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly core: Core;
  /** What is asked until it answers 200. */
  readonly readyAt: string;
}

/** Such as `--cpu-prof --cpu-prof-dir=/tmp/profiles`. */
const EXTRA_FLAGS = process.env.BENCH_NODE_FLAGS?.split(' ') ?? [];
const READY_WITHIN_MS = 60_000;
const CAN_PIN = hasTaskset() && availableParallelism() > 1;

/** A server as a process on its core, on a free port; resolves when it is ready. */
export async function start({
  script,
  args = [],
  flags = [],
  environment = {},
  core,
  readyAt,
}: Command): Promise<Started> {
  const port = await freePort();
  const inside = `--import=${path('inside.ts')}`;
  const extra = core === 'servers' ? EXTRA_FLAGS : [];
  const command = [...flags, ...extra, inside, path(script), ...args];
  const child = fork(command, core, { ...environment, PORT: String(port) });
  const exited = once(child, 'exit');
  const origin = `http://127.0.0.1:${port}`;
  await Promise.race([
    answering(`${origin}${readyAt}`),
    exited.then(([code]) => {
      throw new Error(`${script} ended with ${code} before it was ready`);
    }),
  ]);
  return {
    origin,
    async usage(watch = false) {
      child.send(watch);
      const [usage] = await once(child, 'message');
      return usage as Usage;
    },
    async stop() {
      child.kill();
      await exited;
    },
  };
}

/** Node with an IPC channel. What it logs is read and forgotten, as a collector would. */
export function fork(
  args: readonly string[],
  core: Core,
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  const command = [process.execPath, ...args];
  const pinned = CAN_PIN ? ['taskset', '-c', core === 'servers' ? '0' : '1', ...command] : command;
  const [file = process.execPath, ...rest] = pinned;
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.stdout?.resume();
  return child;
}

export function path(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url));
}

/** Asks until the answer is 200; resolves to how many ms that took. */
export async function answering(url: string): Promise<number> {
  const began = performance.now();
  const isGood = () =>
    fetch(url).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
  while (!(await isGood())) {
    if (performance.now() - began > READY_WITHIN_MS) throw new Error(`${url} is not ready`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return performance.now() - began;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
