/*
 * npm run bench:first-sync -- --users 1000,100000 --stores SQLite,PostgreSQL
 *
 *   a sandbox brand with so many users <- the bridge, a process of its own, with an empty database
 *   -> until /readyz says that everybody was listed -> the brand's own log of calls, the bridge's peak of memory
 *
 * Prints one JSON object for each; README.md says how to read it.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openDatabases, type StoreKind } from '../population/databases.ts';
import { startBridge } from './bridge.ts';

const HOUR_MS = 3_600_000;

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000,100000' },
    stores: { type: 'string', default: 'SQLite,PostgreSQL' },
    'latency-ms': { type: 'string', default: '100' },
    'per-minute': { type: 'string', default: '3000' },
  },
});
const ceiling = Number(values['per-minute']);
const latencyMs = Number(values['latency-ms']);

for (const store of ['SQLite', 'PostgreSQL'] as const) {
  if (!values.stores.split(',').includes(store)) continue;
  for (const users of values.users.split(','))
    console.log(JSON.stringify(await firstSync(store, Number(users))));
}

async function firstSync(store: StoreKind, users: number) {
  const sandbox = await startSandbox({
    users,
    latencyMs,
    rateLimit: { perMinute: ceiling },
    callLogLimit: 1_000_000,
  });
  const databases = await openDatabases(store, () => {});
  const database = await databases.empty();
  const began = performance.now();
  const bridge = await startBridge(
    {
      SCIM_BEARER_TOKENS: 'bench-token-0001',
      QUALTRICS_BASE_URL: sandbox.url,
      QUALTRICS_API_TOKEN: sandbox.token,
      QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
      QUALTRICS_RATE_LIMIT_PER_MINUTE: String(ceiling),
      DATABASE_URL: database.url,
    },
    HOUR_MS,
  );
  try {
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const calls = sandbox.calls.filter(({ path }) => path === '/API/v3/users').length;
    // The owner of the token is one more.
    const minimum = Math.ceil((users + 1) / 100);
    return {
      store,
      users,
      seconds,
      // Each page names the next one, so they cannot be asked for at the same time.
      latencyAlone: Math.round((minimum * latencyMs) / 100) / 10,
      calls,
      minimum,
      peakMb: peakMb(bridge.pid),
      on: { node: process.version, cores: availableParallelism() },
    };
  } finally {
    await bridge.stop();
    await database.drop();
    await databases.close();
    await sandbox.close();
  }
}

function peakMb(pid: number): number {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
