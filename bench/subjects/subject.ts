import { type Started, start } from '../processes.ts';
import type { ScenarioName } from '../scenarios.ts';

/** What is measured. */
export interface Subject {
  readonly name: string;
  readonly users: number;
  /** What it can be asked; absent: everything. */
  readonly scenarios?: readonly ScenarioName[];
  start(): Promise<Running>;
}

export interface Running {
  /** Those whose CPU time counts; the load goes to all of them alike. */
  readonly servers: readonly Started[];
  stop(): Promise<void>;
}

export const FLOOR = 'Fastify';

/** A server of this folder that holds its users in memory. */
export function inMemory(
  name: string,
  script: string,
  users: number,
  scenarios: readonly ScenarioName[],
): Subject {
  return {
    name,
    users,
    scenarios,
    async start() {
      const server = await start({
        script: `subjects/${script}.ts`,
        args: [String(users)],
        core: 'servers',
        readyAt: '/scim/v2/Users/UR_000000000000000',
      });
      return { servers: [server], stop: server.stop };
    },
  };
}
