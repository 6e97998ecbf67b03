/** Too many calls: by Qualtrics' count, or by the bridge's own. */
import t from 'tap';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { startBridge } from '../support/bridge.ts';
import { person, repeated, replace } from './outage.ts';

for (const [title, effect] of Object.entries({
  'with Retry-After': { kind: 'status', status: 429, retryAfter: 1 },
  'without Retry-After': { kind: 'status', status: 429 },
} as const)) {
  t.test(`a burst of 429s ${title} costs time, and nothing else`, async (t) => {
    const bridge = await startBridge(t);
    const people = [];
    for (const name of ['ada', 'ben', 'cyd', 'dan'])
      people.push((await bridge.scim('POST', '/Users', person(name))).body);
    const [ada, ben, cyd, dan] = people;
    // As many as are under way at once, and the first of those that come after.
    bridge.sandbox.fault({ match: { times: 6 }, effect });
    const answers = await Promise.all([
      repeated(() => bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false))),
      repeated(() => bridge.scim('PATCH', `/Users/${ben.id}`, replace('name.familyName', 'King'))),
      repeated(() => bridge.scim('PUT', `/Users/${cyd.id}`, { ...person('cyd'), title: 'Lady' })),
      repeated(() => bridge.scim('GET', `/Users/${dan.id}`)),
      repeated(() => bridge.scim('POST', '/Users', person('eve'))),
    ]);
    t.strictSame(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 201],
    );
    t.strictSame(bridge.sandbox.faults, [], 'the burst was real');
    t.match(bridge.sandbox.user(ada.id), { status: 'disabled', lastName: 'Lovelace' });
    t.match(bridge.sandbox.user(ben.id), { status: 'active', lastName: 'King' });
    t.equal(bridge.sandbox.users().filter(({ username }) => username === 'eve@example.com').length, 1);
  });
}

t.test(
  'who waited in vain for a turn is told how long the queue is, and a leaver is not among them',
  async (t) => {
    const bridge = await startBridge(
      t,
      { users: 40 },
      { QUALTRICS_RATE_LIMIT_PER_MINUTE: '120', SCIM_ANSWER_DEADLINE_SECONDS: '2' },
    );
    const [, leaver, ...others] = bridge.sandbox.users();
    bridge.sandbox.putUser({ id: String(leaver?.id), status: 'active' });
    const crowd = Promise.all(others.map(({ id }) => bridge.scim('GET', `/Users/${id}`)));
    const gone = await bridge.scim('PATCH', `/Users/${leaver?.id}`, replace('active', false));
    t.equal(gone.status, 200);
    // One call may be under way when the answer is due: 503.
    const refused = (await crowd).filter(({ status }) => status === 429);
    t.ok(refused.length > 30);
    const waits = refused.map((answer) => {
      isScimError(t, answer, 429);
      const wait = answer.headers.get('retry-after') ?? '';
      t.match(wait, /^[1-9]\d*$/, 'whole seconds');
      return Number(wait);
    });
    // Two calls a second: the first to give up is told of some thirty others, the last of none.
    t.ok(Math.max(...waits) >= 10 && Math.max(...waits) <= 20, `up to ${Math.max(...waits)} s`);
    t.equal(Math.min(...waits), 1);
  },
);
