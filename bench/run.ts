/*
 * npm run bench -- --users 1000,100000 --stores sqlite --only "look-up, miss" --rounds 3
 *
 *   each round: each subject (floors, peer, bridges) -> started -> each scenario: warm-up, load, CPU time -> stopped
 *   -> a table of medians and ratios, and all samples as JSON
 *
 * README.md says how to read it.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measure, type Sample, startLoader } from './measure.ts';
import { type Databases, openDatabases, type StoreKind } from './population/databases.ts';
import { path } from './processes.ts';
import { linesOf, tableOf } from './report.ts';
import { type ScenarioName, scenarios } from './scenarios.ts';
import { bridge } from './subjects/bridge.ts';
import { FLOOR, inMemory, type Subject } from './subjects/subject.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000,100000,1000000' },
    stores: { type: 'string', default: 'SQLite,PostgreSQL' },
    replicas: { type: 'string', default: '1,2' },
    only: { type: 'string', multiple: true, default: Object.keys(scenarios) },
    subject: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '3' },
    'warm-up': { type: 'string', default: '1.5' },
    json: { type: 'string', default: path('results/latest.json') },
  },
});

const PEER_SCENARIOS: readonly ScenarioName[] = [
  'look-up, miss',
  'look-up, hit',
  'GET by id',
  'list 100, first',
  'list 100, middle',
  'list 100, last',
  'PATCH active',
  'PUT profile',
  'POST',
  'group of 1,000, add 1',
];
/** With fewer users there are no groups of that size. */
const LARGEST_PEER = 100_000;
const USERS_FOR_GROUPS = 100_000;

const wanted = (Object.keys(scenarios) as ScenarioName[]).filter((name) =>
  values.only.some((part) => name.includes(part)),
);
const sizes = values.users.split(',').map(Number);
const replicaCounts = values.replicas.split(',').map(Number);
const effort = {
  connections: Number(values.connections),
  warmUpSeconds: Number(values['warm-up']),
  seconds: Number(values.seconds),
};

const opened: Databases[] = [];
const subjects = (await allSubjects()).filter(({ name }) => name.includes(values.subject) || name === FLOOR);
const loader = startLoader();
const samples: Sample[] = [];
try {
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const subject of subjects) {
      for await (const sample of measure(subject, scenariosFor(subject), round, loader, effort)) {
        samples.push(sample);
        tell(sample);
      }
    }
  }
} finally {
  loader.stop();
  for (const databases of opened) await databases.close();
}
const lines = linesOf(samples);
console.log(tableOf(lines));
const on = { node: process.version, cores: cpus().length, model: cpus()[0]?.model };
writeFileSync(
  values.json,
  `${JSON.stringify({ at: new Date().toISOString(), on, effort, lines }, null, 1)}\n`,
);

async function allSubjects(): Promise<Subject[]> {
  const floors = ['node-http', 'fastify'].map((script) =>
    inMemory(script === 'fastify' ? FLOOR : 'node:http', script, 1_000, ['GET by id', 'POST']),
  );
  const peers = sizes
    .filter((users) => users <= LARGEST_PEER)
    .map((users) => inMemory('scimmy-routers', 'scimmy-routers', users, PEER_SCENARIOS));
  const bridges: Subject[] = [];
  for (const kind of values.stores.split(',') as StoreKind[]) {
    const databases = await openDatabases(kind, (users) =>
      console.error(`seeding ${kind} with ${users} users`),
    );
    opened.push(databases);
    for (const replicas of kind === 'SQLite' ? [1] : replicaCounts) {
      bridges.push(...sizes.map((users) => bridge({ store: kind, users, replicas }, databases)));
    }
  }
  return [...floors, ...peers, ...bridges];
}

/** A group of 1,000 or 50,000 needs users who can be in it, and others who can be added. */
function scenariosFor({ users }: Subject): ScenarioName[] {
  const hasGroups = users >= USERS_FOR_GROUPS;
  return wanted.filter((scenario) => hasGroups || !scenario.startsWith('group'));
}

function tell({ round, subject, users, scenario, perCpuSecond, p50Ms, p99Ms, failures }: Sample): void {
  const times = `p50 ${p50Ms.toFixed(1)} p99 ${p99Ms.toFixed(1)} ms`;
  const bad = failures > 0 ? `, ${failures} FAILED` : '';
  console.error(
    `${round} ${subject} ${users} ${scenario}: ${perCpuSecond.toFixed(0)} per CPU second, ${times}${bad}`,
  );
}
