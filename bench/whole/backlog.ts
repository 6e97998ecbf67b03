/*
 * npm run bench:backlog -- --waiting 200 --leavers 20
 *
 *   a brand with a limit and a latency <- the bridge <- so many PATCHes at once, which have to wait for the limit
 *                                                    <- leavers, one after the other
 *   -> how long a leaver took, and how many other calls to Qualtrics came between
 *
 * Counts and shares of the limit, so the same on any machine. Prints one JSON object.
 */
import { parseArgs } from 'node:util';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startBridge } from './bridge.ts';

const TOKEN = 'bench-token-0001';

const { values } = parseArgs({
  options: {
    waiting: { type: 'string', default: '200' },
    leavers: { type: 'string', default: '20' },
    'latency-ms': { type: 'string', default: '100' },
    'per-minute': { type: 'string', default: '600' },
  },
});
const waiting = Number(values.waiting);
const leavers = Number(values.leavers);
const perMinute = Number(values['per-minute']);

const sandbox = await startSandbox({
  users: waiting + leavers,
  latencyMs: Number(values['latency-ms']),
  rateLimit: { perMinute },
});
const bridge = await startBridge({
  SCIM_BEARER_TOKENS: TOKEN,
  QUALTRICS_BASE_URL: sandbox.url,
  QUALTRICS_API_TOKEN: sandbox.token,
  QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
  QUALTRICS_RATE_LIMIT_PER_MINUTE: String(perMinute),
  DATABASE_URL: 'sqlite::memory:',
});
try {
  const ids = sandbox.users().flatMap(({ id, userType }) => (userType === 'UT_BRANDADMIN' ? [] : [id]));
  sandbox.clearCalls();
  const backlog = ids.slice(leavers).map((id, number) => change(id, 'name.familyName', `Other${number}`));
  const outcomes: { ms: number; callsBetween: number; status: number }[] = [];
  for (const id of ids.slice(0, leavers)) outcomes.push(await deactivate(id));
  const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  console.log(
    JSON.stringify({
      waiting: backlog.length,
      leavers: outcomes.length,
      refused: outcomes.filter(({ status }) => status !== 200).length,
      msMedian: Math.round(times[Math.floor(times.length / 2)] ?? 0),
      msMost: Math.round(times.at(-1) ?? 0),
      otherCallsBetweenMost: Math.max(...outcomes.map(({ callsBetween }) => callsBetween)),
    }),
  );
  await Promise.all(backlog);
} finally {
  await bridge.stop();
  await sandbox.close();
}

async function deactivate(id: string) {
  const before = sandbox.calls.length;
  const began = performance.now();
  const status = await change(id, 'active', false);
  const own = sandbox.calls.slice(before).filter(({ path }) => path.endsWith(id)).length;
  return { ms: performance.now() - began, callsBetween: sandbox.calls.length - before - own, status };
}

async function change(id: string, path: string, value: unknown): Promise<number> {
  const response = await fetch(`${bridge.origin}/scim/v2/Users/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json; charset=utf-8' },
    body: JSON.stringify({ Operations: [{ op: 'replace', path, value }] }),
  });
  await response.arrayBuffer();
  return response.status;
}
