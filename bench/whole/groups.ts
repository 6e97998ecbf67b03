/*
 * npm run bench:groups -- --sizes 1000,50000 --rounds 5
 *
 *   a sandbox brand <- the bridge, a process of its own, whose store has large groups <- PATCHes that add 1 and 256
 *   -> the median time of each, in ms, and that of the largest group as a multiple of that of the smallest
 *
 * Prints one JSON object; README.md says how to read it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { ConnectionStore } from '../../src/store/store.ts';
import { startBridge } from './bridge.ts';

const TOKEN = 'bench-token-0001';
const MANY = 256;
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,50000' },
    rounds: { type: 'string', default: '5' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);

const folder = mkdtempSync(join(tmpdir(), 'bench-groups-'));
const databaseUrl = `sqlite:${folder}/bridge.db`;
const largest = Math.max(...sizes);
const sandbox = await startSandbox({ users: largest + MANY });
const people = sandbox.users().flatMap(({ id }) => (id === sandbox.ownerId ? [] : id));
/** They are in no group to begin with. */
const fresh = people.slice(largest);

const store = await openStore(databaseUrl);
const now = new Date().toISOString();
const meta = { created: now, lastModified: now };
const places = { division: await divisionsOf(), group: await groupsOf() };
await store.close();
const bridge = await startBridge({
  SCIM_BEARER_TOKENS: TOKEN,
  QUALTRICS_BASE_URL: sandbox.url,
  QUALTRICS_API_TOKEN: sandbox.token,
  QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
  QUALTRICS_RATE_LIMIT_PER_MINUTE: '1000000',
  SCIM_GROUP_RULES: 'Group *=group:GT_bench',
  DATABASE_URL: databaseUrl,
});
try {
  await listed();
  console.log(
    JSON.stringify({ division: await timesOf('division'), group: await timesOf('group') }, null, 2),
  );
} finally {
  await bridge.stop();
  await sandbox.close();
  rmSync(folder, { recursive: true });
}

async function divisionsOf(): Promise<Map<number, string>> {
  const { groups, memberships } = store.connection('default');
  const ids = new Map<number, string>();
  for (const size of sizes) {
    const { id, name } = sandbox.putDivision({ name: `Division ${size}` });
    await groups.put({ id, target: 'division', displayName: name, ...meta });
    const add = people.slice(0, size);
    for (const userId of add) sandbox.putUser({ id: userId, divisionId: id });
    await memberships.change({ groupId: id, add, remove: [], due: [] });
    ids.set(size, id);
  }
  return ids;
}

async function groupsOf(): Promise<Map<number, string>> {
  const { groups, groupMembers }: ConnectionStore = store.connection('default');
  const ids = new Map<number, string>();
  for (const size of sizes) {
    const members = people.slice(0, size);
    const { id, name } = sandbox.putGroup({ name: `Group ${size}`, type: 'GT_bench', members });
    await groups.put({ id, target: 'group', displayName: name, ...meta });
    await groupMembers.change({ groupId: id, named: members, seen: [], remove: [], due: [] });
    ids.set(size, id);
  }
  return ids;
}

/** The first listings of users and members are over: nobody called for a second. */
async function listed(): Promise<void> {
  await fetch(`${bridge.origin}/scim/v2/Groups?count=0`, { headers: { authorization: `Bearer ${TOKEN}` } });
  for (let before = ''; before !== sandbox.calls.at(-1)?.at; await pause(1_000)) {
    before = sandbox.calls.at(-1)?.at ?? '';
  }
}

async function timesOf(target: 'division' | 'group') {
  const measured: Record<string, Record<string, string>> = {};
  for (const count of [1, MANY]) {
    const times = new Map(sizes.map((size) => [size, [] as number[]]));
    const repeats = count === 1 ? rounds * 10 : rounds;
    // The first rounds warm up. All sizes have their turn in each round, so that whatever else runs meets them alike.
    for (let round = -2; round < repeats; round++) {
      for (const [size, own] of times) {
        const ms = await timeOf(places[target].get(size) ?? '', someOf(round + 2, count));
        if (round >= 0) own.push(ms);
      }
    }
    const medians = [...times.values()].map(medianOf);
    measured[`add ${count}`] = {
      ...Object.fromEntries(sizes.map((size, index) => [`to ${size}, ms`, (medians[index] ?? 0).toFixed(1)])),
      'largest / smallest': ((medians.at(-1) ?? 0) / (medians[0] ?? 0)).toFixed(2),
    };
  }
  return measured;
}

function someOf(round: number, count: number): object[] {
  const first = count === 1 ? round % MANY : 0;
  return fresh.slice(first, first + count).map((value) => ({ value }));
}

/** Adds them and takes them out again; only the adding is timed. */
async function timeOf(id: string, value: readonly object[]): Promise<number> {
  const began = performance.now();
  await patch(id, { op: 'add', path: 'members', value });
  const ms = performance.now() - began;
  await patch(id, { op: 'remove', path: 'members', value });
  return ms;
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

async function patch(id: string, operation: object): Promise<void> {
  const answer = await fetch(`${bridge.origin}/scim/v2/Groups/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [operation],
    }),
  });
  if (answer.status !== 204) throw new Error(`PATCH of a group: ${answer.status} ${await answer.text()}`);
}
