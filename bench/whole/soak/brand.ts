import type { SandboxUser } from '../../../src/sandbox/sandbox.ts';
import { type Started, start } from '../../processes.ts';
import { QUALTRICS_TOKEN } from '../../subjects/bridge.ts';

/** The sandbox Qualtrics as a process of its own. */
export interface Brand {
  readonly origin: string;
  /** Everybody but the owner of the token, by id. */
  users(): Promise<Map<string, SandboxUser>>;
  stop(): Promise<void>;
}

export interface BrandSettings {
  readonly users: number;
  readonly latencyMs: number;
  readonly perMinute: number;
  readonly seed: number;
}

export async function startBrand({ users, latencyMs, perMinute, seed }: BrandSettings): Promise<Brand> {
  const flags = {
    users,
    seed,
    tokens: QUALTRICS_TOKEN,
    'latency-ms': latencyMs,
    'rate-limit': JSON.stringify({ perMinute }),
    'call-log-limit': 1,
  };
  const { origin, stop }: Started = await start({
    script: '../src/cli/sandbox.ts',
    args: Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]),
    core: 'load',
    readyAt: '/sandbox',
  });
  const control = async (path: string) => JSON.parse(await (await fetch(`${origin}/sandbox${path}`)).text());
  const { ownerId }: { ownerId: string } = await control('');
  return {
    origin,
    async users() {
      const users: SandboxUser[] = await control('/users');
      return new Map(users.flatMap((user) => (user.id === ownerId ? [] : [[user.id, user]])));
    },
    stop,
  };
}
