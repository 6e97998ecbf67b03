/*
 * npm run bench:soak -- --minutes 10 --store SQLite
 *
 *   the sandbox Qualtrics <- the bridge, one process or two <- a played IdP, 10 requests at a time, for 10 minutes
 *   -> a line each minute -> everybody is read back and compared with what the IdP believes
 *
 * Exits with 1 when an answer or somebody is wrong in the end. README.md says how to read it.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDatabases, type StoreKind } from '../population/databases.ts';
import { path, type Started } from '../processes.ts';
import { startBridge } from '../subjects/bridge.ts';
import { createAsk } from './soak/ask.ts';
import { startBrand } from './soak/brand.ts';
import { play } from './soak/played-idp.ts';
import { readBack } from './soak/read-back.ts';
import { createReporter, HEAD, rowOf } from './soak/report.ts';
import { setUpIdp } from './soak/set-up.ts';
import { createTally } from './soak/tally.ts';
import { vitalsOf } from './soak/vitals.ts';

const MINUTE_MS = 60_000;
/** What a PATCH had no time for, the bridge does after its answer. */
const SETTLED_WITHIN_S = 60;
const SHOWN = 3;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    store: { type: 'string', default: 'SQLite' },
    replicas: { type: 'string', default: '1' },
    users: { type: 'string', default: '2000' },
    connections: { type: 'string', default: '10' },
    'latency-ms': { type: 'string', default: '20' },
    'per-minute': { type: 'string', default: '60000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string', default: path('results/soak.json') },
  },
});
const minutes = Number(values.minutes);
const connections = Number(values.connections);
const settings = {
  users: Number(values.users),
  latencyMs: Number(values['latency-ms']),
  perMinute: Number(values['per-minute']),
  seed: Number(values.seed),
};

const brand = await startBrand(settings);
const databases = await openDatabases(values.store as StoreKind, () => {});
const servers: Started[] = [];
try {
  const database = await databases.empty();
  for (let replica = 0; replica < Number(values.replicas); replica += 1)
    servers.push(await replicaOn(database.url));
  const tally = createTally(console.error);
  const asks = servers.map(({ origin }) => createAsk(origin, tally));
  const [ask] = asks;
  if (!ask) throw new Error('There is no replica.');
  const before = await brand.users();
  const idp = await setUpIdp(ask, before, settings.seed);
  tally.takeMinute();

  const reporter = createReporter(tally, servers, database.url, settings.perMinute);
  await reporter.begin();
  console.log(HEAD);
  const end = performance.now() + minutes * MINUTE_MS;
  const isOver = () => performance.now() >= end;
  const playing = Array.from({ length: connections }, (_, number) =>
    play({ ...idp, ask: asks[number % asks.length] ?? ask }, isOver),
  );
  for (let minute = minutes - 1; minute >= 0; minute -= 1) {
    await pause(end - minute * MINUTE_MS - performance.now());
    console.log(rowOf(await reporter.next()));
  }
  await Promise.all(playing);

  for (let tries = 0; tries < SETTLED_WITHIN_S && (await vitalsOf(servers)).movesDue > 0; tries += 1)
    await pause(1_000);
  const differences = await readBack(idp, brand, before);
  const inDoubt = idp.beliefs.people.filter((person) => person.inDoubt).length + idp.unknown.size;
  const found = {
    ...reporter.summary(),
    ...tally.totals(),
    compared: idp.beliefs.people.length,
    inDoubt,
    wrong: differences.length,
    differences: Array.from(
      Map.groupBy(differences, ({ where }) => where),
      ([where, these]) => ({ where, count: these.length, first: these.slice(0, SHOWN) }),
    ),
  };
  console.log(JSON.stringify(found, null, 2));
  const on = { node: process.version, cores: availableParallelism() };
  const at = new Date().toISOString();
  const all = { at, on, asked: values, minutes: reporter.lines, kinds: tally.kinds(), ...found };
  writeFileSync(values.json, `${JSON.stringify(all, null, 1)}\n`);
  if (differences.length + found.wrongAnswers > 0) process.exitCode = 1;
} finally {
  for (const server of servers) await server.stop();
  await databases.close();
  await brand.stop();
}

function replicaOn(databaseUrl: string): Promise<Started> {
  return startBridge(brand.origin, databaseUrl, {
    QUALTRICS_RATE_LIMIT_PER_MINUTE: String(settings.perMinute),
    // A listing in the midst of the changes, each minute.
    SCIM_SYNC_INTERVAL_SECONDS: '60',
    NODE_OPTIONS: '--expose-gc',
  });
}
