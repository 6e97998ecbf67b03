/*
 * npm run bench:first-cycle -- --users 2000 --groups 20
 *
 *   a sandbox brand with a limit and a latency <- the bridge, a process of its own <- Entra's first cycle
 *   -> the brand's own log of calls -> how much of the ceiling was used, and how many calls more than needed
 *
 * Prints one JSON object; README.md says how to read it.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as pollAgain } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Call, startSandbox } from '../../src/sandbox/sandbox.ts';
import { startBridge } from './bridge.ts';
import { createEntra, type Entra } from './entra.ts';

const TOKEN = 'bench-token-0001';
const MINUTE_MS = 60_000;
/** Enough to keep 50 calls a second of 100 ms each going, and few enough that a PATCH is answered in time. */
const REQUESTS_AT_A_TIME = 12;
/** What a PATCH had no time for, the bridge does after its answer. */
const SETTLED_WITHIN_MS = 60_000;

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '2000' },
    groups: { type: 'string', default: '20' },
    'members-per-patch': { type: 'string', default: '20' },
    'latency-ms': { type: 'string', default: '100' },
    'per-minute': { type: 'string', default: '3000' },
  },
});
const users = Number(values.users);
const groups = Number(values.groups);
const membersPerPatch = Number(values['members-per-patch']);
const latencyMs = Number(values['latency-ms']);
const ceiling = Number(values['per-minute']);

const sandbox = await startSandbox({
  latencyMs,
  rateLimit: { perMinute: ceiling },
  callLogLimit: 1_000_000,
});
const bridge = await startBridge({
  SCIM_BEARER_TOKENS: TOKEN,
  QUALTRICS_BASE_URL: sandbox.url,
  QUALTRICS_API_TOKEN: sandbox.token,
  QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
  QUALTRICS_RATE_LIMIT_PER_MINUTE: String(ceiling),
  DATABASE_URL: 'sqlite::memory:',
});
try {
  sandbox.clearCalls();
  await firstCycle(createEntra(bridge, TOKEN));
  await everybodyMoved();
  console.log(JSON.stringify(report(sandbox.calls), null, 2));
} finally {
  await bridge.stop();
  await sandbox.close();
}

async function firstCycle(entra: Entra): Promise<void> {
  const userIds = await someAtATime(range(users), (number) => entra.provisionUser(number));
  const groupIds = await someAtATime(range(groups), (number) => entra.provisionGroup(`Division ${number}`));
  const patches = groupIds.flatMap((groupId, group) => {
    const members = userIds.filter((_, user) => user % groups === group);
    return range(Math.ceil(members.length / membersPerPatch)).map((portion) => ({
      groupId,
      members: members.slice(portion * membersPerPatch, (portion + 1) * membersPerPatch),
    }));
  });
  await someAtATime(patches, ({ groupId, members }) => entra.addMembers(groupId, members));
}

async function everybodyMoved(): Promise<void> {
  const late = AbortSignal.timeout(SETTLED_WITHIN_MS);
  const moved = () => sandbox.users().filter(({ divisionId }) => divisionId !== null).length;
  while (moved() < users) await pollAgain(200, undefined, { signal: late });
}

async function someAtATime<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  async function oneByOne(): Promise<void> {
    for (const [index, item] of queue) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: REQUESTS_AT_A_TIME }, oneByOne));
  return results;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function report(calls: readonly Call[]) {
  // As test/budgets has it: a look-up miss 0, a user 2 (POST, read back), a group 1, a new member 2 (GET, PUT).
  const minimum = 2 * users + groups + 2 * users;
  const times = calls.map(({ at }) => Date.parse(at));
  const ms = Math.max(...times) - Math.min(...times);
  const minutes = times.map((start) => times.filter((at) => at >= start && at < start + MINUTE_MS).length);
  return {
    users,
    groups,
    latencyMs,
    ceilingPerMinute: ceiling,
    seconds: Math.round(ms / 1000),
    calls: {
      made: calls.length,
      minimum,
      ratio: rounded(calls.length / minimum),
      byEndpoint: byEndpoint(calls),
    },
    refused429: calls.filter(({ status }) => status === 429).length,
    ceilingUsed: {
      overall: rounded(calls.length / ((ms / MINUTE_MS) * ceiling)),
      fullestMinute: rounded(Math.max(...minutes) / ceiling),
    },
    on: { node: process.version, cores: availableParallelism() },
  };
}

function byEndpoint(calls: readonly Call[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path } of calls) {
    const endpoint = `${method} ${path.replace('/API/v3', '').replace(/\/[A-Z]+_\w+/, '/{id}')}`;
    counts[endpoint] = (counts[endpoint] ?? 0) + 1;
  }
  return counts;
}

function rounded(ratio: number): number {
  return Math.round(ratio * 10_000) / 10_000;
}
