import { once } from 'node:events';
import type { Load, Loaded } from './load.ts';
import { fork, path } from './processes.ts';
import type { ScenarioName } from './scenarios.ts';
import type { Running, Subject } from './subjects/subject.ts';

/** One scenario on one subject, once. */
export interface Sample {
  readonly subject: string;
  readonly users: number;
  readonly scenario: ScenarioName;
  readonly round: number;
  /** Answers of success for each second of the servers' CPU time. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly answers: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** After it; of all servers. */
  readonly rssMb: number;
}

export interface Effort {
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface Loader {
  apply(load: Load): Promise<Loaded>;
  stop(): void;
}

export function startLoader(): Loader {
  const child = fork([path('load.ts')], 'load');
  return {
    async apply(load) {
      child.send(load);
      const [loaded] = await once(child, 'message');
      return loaded as Loaded;
    },
    stop: () => child.kill(),
  };
}

/** The scenarios, one after the other on a server that is started for them. */
export async function* measure(
  subject: Subject,
  wanted: readonly ScenarioName[],
  round: number,
  loader: Loader,
  effort: Effort,
): AsyncGenerator<Sample> {
  const running = await subject.start();
  try {
    for (const scenario of wanted) {
      if (subject.scenarios?.includes(scenario) === false) continue;
      yield {
        ...(await sample(running, subject.users, scenario, loader, effort)),
        subject: subject.name,
        round,
      };
    }
  } finally {
    await running.stop();
  }
}

async function sample(
  { servers }: Running,
  users: number,
  scenario: ScenarioName,
  loader: Loader,
  { connections, warmUpSeconds, seconds }: Effort,
) {
  const load = { scenario, users, origins: servers.map(({ origin }) => origin), connections };
  // One such request takes as long as hundreds of the others.
  const long = scenario.endsWith('256') ? 4 : 1;
  const warm = await loader.apply({ ...load, seconds: warmUpSeconds * long, turn: 0 });
  const before = await used(servers);
  const {
    answers,
    failures,
    p50Ms,
    p99Ms,
    seconds: took,
  } = await loader.apply({
    ...load,
    seconds: seconds * long,
    turn: warm.turn,
  });
  const after = await used(servers);
  return {
    users,
    scenario,
    perCpuSecond: answers / (after.cpuSeconds - before.cpuSeconds),
    perSecond: answers / took,
    answers,
    failures: failures + warm.failures,
    p50Ms,
    p99Ms,
    rssMb: after.rssMb,
  };
}

async function used(servers: Running['servers']): Promise<{ cpuSeconds: number; rssMb: number }> {
  const usages = await Promise.all(servers.map((server) => server.usage()));
  return {
    cpuSeconds: usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    rssMb: usages.reduce((sum, { rssMb }) => sum + rssMb, 0),
  };
}
