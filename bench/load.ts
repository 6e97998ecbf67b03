/**
 * The load: a process of its own, so that it has a core of its own. Gets a Load as a message, answers with a Loaded.
 *
 *   the scenario's next request -> answer -> success? -> the first ones and some later ones: what was asked for, too?
 */
import autocannon, { type Context } from 'autocannon';
import { percentile } from './percentile.ts';
import {
  type Answered,
  type Scenario,
  type ScenarioName,
  type ScimRequest,
  scenarios,
  TOKEN,
} from './scenarios.ts';

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
  /** Other answers, those that were looked into and are wrong, resets and time-outs. */
  readonly failures: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly turn: number;
}

/** Looking into every answer would make the load the slower side. */
const LOOKED_INTO_FIRST = 100;
const THEN_EACH = 50;

process.on('message', async (load: Load) => process.send?.(await apply(load)));

async function apply({ scenario, users, origins, connections, seconds, turn }: Load): Promise<Loaded> {
  const next: Scenario = scenarios[scenario];
  let taken = turn;
  const times: number[] = [];
  let failures = 0;
  let answered = 0;
  let isRight = true;

  function setupRequest(request: object, context: Context) {
    const asked = next(taken++, users);
    context.asked = asked;
    return { ...request, ...wire(asked) };
  }

  /** Comes right before the event of the same answer. */
  function onResponse(status: number, body: string, { asked }: Context): void {
    isRight = true;
    if (!isSuccess(status)) return;
    answered += 1;
    if (answered > LOOKED_INTO_FIRST && answered % THEN_EACH !== 0) return;
    isRight = asked?.isRight?.(parsed(body)) ?? true;
    if (!isRight && failures === 0) console.error(`${scenario}: ${status} ${body.slice(0, 300)}`);
  }

  const running = autocannon({
    url: [...origins],
    connections,
    duration: seconds,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json; charset=utf-8' },
    requests: [{ setupRequest, onResponse }],
  });
  running.on('response', (_client, status, _bytes, ms) => {
    if (isSuccess(status) && isRight) times.push(ms);
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

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function parsed(body: string): Answered {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
