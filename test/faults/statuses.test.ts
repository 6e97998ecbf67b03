/** What an IdP is told while Qualtrics fails: to come back. A 404 would make it create the user again. */
import t from 'tap';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { type Answer, type Bridge, startBridge } from '../support/bridge.ts';
import { breakQualtrics, IMPATIENT, OUTAGES, person, repeated, replace } from './outage.ts';

const byName = (userName: string) =>
  `/Users?filter=${encodeURIComponent(`userName eq "${userName}@example.com"`)}`;

/** Each on a user of its own; `done` is what Qualtrics has to hold once the IdP has repeated it. */
const REQUESTS: Readonly<
  Record<
    string,
    {
      ask: (bridge: Bridge, id: string) => Promise<Answer>;
      repeatedStatus: number;
      done?: (bridge: Bridge, id: string) => boolean;
    }
  >
> = {
  read: { ask: (bridge, id) => bridge.scim('GET', `/Users/${id}`), repeatedStatus: 200 },
  found: { ask: (bridge) => bridge.scim('GET', byName('found')), repeatedStatus: 200 },
  created: {
    ask: (bridge) => bridge.scim('POST', '/Users', person('new')),
    repeatedStatus: 201,
    done: ({ sandbox }) =>
      sandbox.users().filter(({ username }) => username === 'new@example.com').length === 1,
  },
  patched: {
    ask: (bridge, id) => bridge.scim('PATCH', `/Users/${id}`, replace('name.familyName', 'King')),
    repeatedStatus: 200,
    done: ({ sandbox }, id) => sandbox.user(id)?.lastName === 'King',
  },
  replaced: {
    ask: (bridge, id) =>
      bridge.scim('PUT', `/Users/${id}`, { ...person('replaced'), preferredLanguage: 'fr' }),
    repeatedStatus: 200,
    done: ({ sandbox }, id) => sandbox.user(id)?.language === 'FR',
  },
  left: {
    ask: (bridge, id) => bridge.scim('PATCH', `/Users/${id}`, replace('active', false)),
    repeatedStatus: 200,
    done: ({ sandbox }, id) => sandbox.user(id)?.status === 'disabled',
  },
  deleted: {
    ask: (bridge, id) => bridge.scim('DELETE', `/Users/${id}`),
    repeatedStatus: 204,
    done: ({ sandbox }, id) => sandbox.user(id)?.status === 'disabled',
  },
};

t.jobs = 6;

for (const [title, effect] of Object.entries(OUTAGES)) {
  const isLimit = title.startsWith('429');
  t.test(
    `${title}: the IdP is told to come back, and finds nothing lost when it does`,
    { buffered: true },
    async (t) => {
      const bridge = await startBridge(t, {}, IMPATIENT);
      const requests = [];
      for (const [name, request] of Object.entries(REQUESTS)) {
        const id =
          request.repeatedStatus === 201 ? '' : (await bridge.scim('POST', '/Users', person(name))).body.id;
        requests.push({ name, id, ...request });
      }
      const before = bridge.sandbox.users();
      breakQualtrics(bridge, effect);
      const answers = await Promise.all(
        requests.map(async ({ name, id, ask }) => ({ name, answer: await ask(bridge, id) })),
      );
      for (const { name, answer } of answers) {
        isScimError(t, answer, isLimit && answer.status === 429 ? 429 : 503);
        t.match(answer.headers.get('retry-after'), /^[1-9]\d*$/, `${name}: whole seconds`);
      }
      if (isLimit)
        t.ok(
          answers.some(({ answer }) => answer.status === 429),
          'a limit is told as one',
        );
      if (effect.kind === 'status') t.strictSame(bridge.sandbox.users(), before, 'nothing was done');
      t.match(
        (await bridge.scim('GET', '/Users')).body,
        { totalResults: before.length },
        'lists are answered',
      );
      t.match(
        (await bridge.scim('GET', byName('nobody'))).body,
        { totalResults: 0 },
        'and look-ups of nobody',
      );
      t.equal((await fetch(`${bridge.origin}/healthz`)).status, 200, 'the process is well');

      bridge.sandbox.clearFaults();
      // A limiter that waits for half a minute is right and too slow for a test.
      if (effect.kind === 'status' && effect.status === 429 && effect.retryAfter !== undefined) return;
      for (const { name, id, ask, repeatedStatus, done } of requests) {
        const answer = await repeated(() => ask(bridge, id));
        t.equal(answer.status, repeatedStatus, `${name}: ${answer.text}`);
        t.ok(done?.(bridge, id) ?? true, `${name} is done`);
      }
    },
  );
}
