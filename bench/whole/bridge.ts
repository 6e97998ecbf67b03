import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pollAgain } from 'node:timers/promises';
import { START_FLAGS } from '../subjects/bridge.ts';

/** The bridge as a process of its own. */
export interface Bridge {
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  readonly pid: number;
  /** SIGTERM, and until it is gone. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 120_000;

/** Starts it on a free port with that environment alone; resolves when it says that it is ready. */
export async function startBridge(
  environment: Readonly<Record<string, string>>,
  readyWithinMs = READY_WITHIN_MS,
): Promise<Bridge> {
  const server = new URL('../../src/server.ts', import.meta.url).pathname;
  const bridge = spawn(process.execPath, [...START_FLAGS, server], {
    env: { ...environment, PORT: '0', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(bridge, 'exit');
  const { promise, resolve } = Promise.withResolvers<string>();
  bridge.stdout.setEncoding('utf8').on('data', (lines: string) => {
    const [, address] = /"address":"([^"]+)".*"msg":"listening"/.exec(lines) ?? [];
    if (address) resolve(address);
  });
  const gone = exited.then(() => Promise.reject(new Error('The bridge did not start.')));
  const origin = await Promise.race([promise, gone]);
  const late = AbortSignal.timeout(readyWithinMs);
  const stop = async () => {
    bridge.kill();
    await exited;
  };
  try {
    while (!(await fetch(`${origin}/readyz`, { signal: late })).ok) await pollAgain(50);
  } catch (failure) {
    await stop();
    throw failure;
  }
  return { origin, pid: bridge.pid ?? 0, stop };
}
