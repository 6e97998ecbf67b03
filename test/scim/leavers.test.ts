/** A deactivation in every form that is understood: it is made, and it goes ahead of the others in the queue. */
import t from 'tap';
import { type Bridge, startBridge } from '../support/bridge.ts';

const URN = 'urn:ietf:params:scim:schemas:core:2.0:User';

const OPERATIONS: readonly object[] = [
  { op: 'replace', path: 'active', value: false },
  { op: 'Replace', path: 'Active', value: 'FALSE' },
  { op: 'replace', path: `${URN}:active`, value: 'False' },
  { op: 'replace', path: 'active', value: [false] },
  { op: 'replace', value: { ACTIVE: 'False' } },
  { op: 'replace', value: { [`${URN}:active`]: false } },
  { op: 'replace', value: { [URN]: { active: false } } },
  { op: 'replace', path: URN, value: { active: false } },
  { op: 'add', path: null, value: { active: false } },
  { Op: 'replace', Path: 'active', Value: false },
];

const BODIES: readonly object[] = [
  { active: 'false' },
  { Active: false },
  { [`${URN}:active`]: false },
  { [URN]: { active: false } },
];

/** Calls that were made in the lane of deactivations. */
async function urgentCalls({ origin }: Bridge): Promise<number> {
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  return Number(
    /^qualtrics_call_queued_seconds_count\{.*lane="deactivation".*\} (\d+)$/m.exec(metrics)?.[1] ?? 0,
  );
}

t.test('every form of a deactivation is made, and goes first', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const id = String(bridge.sandbox.users()[1]?.id);
  const userName = bridge.sandbox.user(id)?.username;
  const requests = [
    ...OPERATIONS.map((operation) => ['PATCH', { Operations: [operation] }] as const),
    ...BODIES.map((body) => ['PUT', { userName, ...body }] as const),
  ];
  for (const [method, body] of requests) {
    bridge.sandbox.putUser({ id, status: 'active' });
    const before = await urgentCalls(bridge);
    const form = `${method} ${JSON.stringify(body)}`;
    t.equal((await bridge.scim(method, `/Users/${id}`, body)).status, 200, form);
    t.equal(bridge.sandbox.user(id)?.status, 'disabled', form);
    t.equal((await urgentCalls(bridge)) - before, 2, form);
  }
});

t.test('who stays is no leaver', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const path = `/Users/${bridge.sandbox.users()[1]?.id}`;
  for (const operation of [
    { op: 'replace', path: 'active', value: true },
    { op: 'replace', path: 'title', value: 'false' },
    { op: 'replace', value: { inactive: false, nickName: 'active' } },
  ]) {
    t.equal((await bridge.scim('PATCH', path, { Operations: [operation] })).status, 200);
  }
  t.equal(await urgentCalls(bridge), 0);
});
