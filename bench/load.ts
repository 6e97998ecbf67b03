/**
 * The load: a process of its own, so that it has a core of its own. Gets a Load as a message, answers with a Loaded.
 */
import autocannon from 'autocannon';
import { type Scenario, type ScenarioName, type ScimRequest, scenarios, TOKEN } from './scenarios.ts';

export interface Load {
  readonly scenario: ScenarioName;
  readonly users: number;
  readonly origins: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** The first turn that has not been taken yet on these servers. */
  readonly turn: number;
}

export interface Loaded {
  /** Answers of success. */
  readonly answers: number;
  /** Other answers, resets and time-outs. */
  readonly failures: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly turn: number;
}

process.on('message', async (load: Load) => process.send?.(await apply(load)));

async function apply({ scenario, users, origins, connections, seconds, turn }: Load): Promise<Loaded> {
  const next: Scenario = scenarios[scenario];
  let taken = turn;
  const times: number[] = [];
  let failures = 0;
  const running = autocannon({
    url: [...origins],
    connections,
    duration: seconds,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json; charset=utf-8' },
    requests: [{ setupRequest: (request) => ({ ...request, ...wire(next(taken++, users)) }) }],
  });
  running.on('response', (_client, answered, _bytes, ms) => {
    if (answered >= 200 && answered < 300) times.push(ms);
    else failures += 1;
  });
  const began = performance.now();
  const { errors, timeouts } = await running;
  const took = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return {
    answers: times.length,
    failures: failures + errors + timeouts,
    seconds: took,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    turn: taken,
  };
}

function wire({ method, path, body }: ScimRequest) {
  return { method, path: `/scim/v2${path}`, ...(body && { body: JSON.stringify(body) }) };
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
