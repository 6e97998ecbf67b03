/** Writes that Qualtrics did and whose answer was lost: nothing is done twice, nothing is lost. */
import t from 'tap';
import type { FaultScript } from '../../src/sandbox/sandbox.ts';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { type Bridge, startBridge } from '../support/bridge.ts';
import { IMPATIENT, person, repeated, replace } from './outage.ts';

const LOST: Readonly<Record<string, FaultScript['effect']>> = {
  'a 504': { kind: 'commit-then-504' },
  'a reset': { kind: 'reset-after' },
  'half an answer': { kind: 'partial-body' },
  silence: { kind: 'timeout', commit: true },
};

/** The upstream call may time out while the answer is not due yet, so that the bridge can find out by itself. */
const PATIENT = { QUALTRICS_TIMEOUT_SECONDS: '1' };

const named = ({ sandbox }: Bridge, name: string) =>
  sandbox.users().filter(({ username }) => username === `${name}@example.com`);

t.jobs = 4;

for (const [title, effect] of Object.entries(LOST)) {
  t.test(
    `a POST that landed and ended in ${title} is 201, and one account`,
    { buffered: true },
    async (t) => {
      const bridge = await startBridge(t, {}, PATIENT);
      bridge.sandbox.fault({ match: { method: 'POST' }, effect });
      const { status, body } = await bridge.scim('POST', '/Users', {
        ...person('ada'),
        title: 'Countess',
        active: false,
      });
      t.equal(status, 201);
      t.match(body, { userName: 'ada@example.com', title: 'Countess', active: false });
      t.match(named(bridge, 'ada'), [{ id: body.id, status: 'disabled' }]);
      t.equal(named(bridge, 'ada').length, 1);
      t.equal(bridge.calls().filter((call) => call.startsWith('POST')).length, 1, 'it was not sent again');
    },
  );

  t.test(`the same where Qualtrics does not filter by username: ${title}`, { buffered: true }, async (t) => {
    const bridge = await startBridge(t, { usernameFilter: 'ignored', users: 5 }, PATIENT);
    bridge.sandbox.fault({ match: { method: 'POST' }, effect });
    t.equal((await bridge.scim('POST', '/Users', person('ada'))).status, 201);
    t.equal(named(bridge, 'ada').length, 1);
  });

  t.test(
    `a POST that landed, ended in ${title} and could not be looked up is 201 once the IdP repeats it`,
    { buffered: true },
    async (t) => {
      const bridge = await startBridge(t, {}, IMPATIENT);
      bridge.sandbox.fault({ match: { method: 'POST' }, effect });
      bridge.sandbox.fault({
        match: { method: 'GET', times: 'always' },
        effect: { kind: 'status', status: 503 },
      });
      isScimError(t, await bridge.scim('POST', '/Users', person('ada')), 503);
      t.equal(named(bridge, 'ada').length, 1, 'the account is there');

      bridge.sandbox.clearFaults();
      const lookUp = `/Users?filter=${encodeURIComponent('userName eq "ada@example.com"')}`;
      await bridge.scim('GET', lookUp);
      const again = await repeated(() => bridge.scim('POST', '/Users', person('ada')));
      t.equal(again.status, 201, again.text);
      t.match(named(bridge, 'ada'), [{ id: again.body.id }]);
      t.equal(named(bridge, 'ada').length, 1);
      t.match((await bridge.scim('GET', lookUp)).body, {
        totalResults: 1,
        Resources: [{ id: again.body.id }],
      });
      const twice = await bridge.scim('POST', '/Users', person('ada'));
      isScimError(t, twice, 409, 'uniqueness');
    },
  );

  t.test(
    `a PUT that landed and ended in ${title} is 200, and the change is there`,
    { buffered: true },
    async (t) => {
      const bridge = await startBridge(t, {}, PATIENT);
      const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
      bridge.sandbox.fault({ match: { method: 'PUT' }, effect });
      const operations = [
        ...replace('name.familyName', 'King').Operations,
        ...replace('title', 'Lady').Operations,
      ];
      const { status, body } = await bridge.scim('PATCH', `/Users/${ada.id}`, { Operations: operations });
      t.equal(status, 200);
      t.match(body, { name: { givenName: 'Ada', familyName: 'King' }, title: 'Lady' });
      t.strictSame((await bridge.scim('GET', `/Users/${ada.id}`)).body, body);
      t.match(bridge.sandbox.user(ada.id), { firstName: 'Ada', lastName: 'King', email: 'ada@example.com' });
    },
  );

  t.test(
    `a PUT that never gets an answer but lands each time (${title}) is done once the IdP repeats it`,
    { buffered: true },
    async (t) => {
      const bridge = await startBridge(t, {}, IMPATIENT);
      const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
      bridge.sandbox.fault({ match: { method: 'PUT', times: 'always' }, effect });
      const change = {
        Operations: [...replace('active', false).Operations, ...replace('title', 'Lady').Operations],
      };
      const ask = () => bridge.scim('PATCH', `/Users/${ada.id}`, change);
      const { status, body } = await repeated(ask);
      t.equal(status, 200);
      t.match(body, { active: false, title: 'Lady' });
      t.equal(bridge.sandbox.user(ada.id)?.status, 'disabled');
    },
  );

  t.test(`a DELETE that landed and ended in ${title} is 204`, { buffered: true }, async (t) => {
    const bridge = await startBridge(t, {}, { ...PATIENT, SCIM_DELETE_POLICY: 'delete' });
    const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
    bridge.sandbox.fault({ match: { method: 'DELETE' }, effect });
    t.equal((await bridge.scim('DELETE', `/Users/${ada.id}`)).status, 204);
    t.equal(bridge.sandbox.user(ada.id), undefined);
    isScimError(t, await bridge.scim('GET', `/Users/${ada.id}`), 404);
  });
}

t.test('a POST that did not land is sent again', { buffered: true }, async (t) => {
  const bridge = await startBridge(t, {}, PATIENT);
  bridge.sandbox.fault({ match: { method: 'POST' }, effect: { kind: 'reset-before' } });
  const { status } = await bridge.scim('POST', '/Users', person('ada'));
  t.equal(status, 201);
  t.equal(named(bridge, 'ada').length, 1);
});

t.test(
  'many POSTs of one user at once, half of them with a lost answer, make one account',
  { buffered: true },
  async (t) => {
    const bridge = await startBridge(t, {}, PATIENT);
    bridge.sandbox.fault({ match: { method: 'POST', times: 2 }, effect: { kind: 'commit-then-504' } });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => bridge.scim('POST', '/Users', person('ada'))),
    );
    const statuses = answers.map(({ status }) => status).sort();
    t.strictSame(statuses, [201, ...Array(7).fill(409)]);
    t.equal(named(bridge, 'ada').length, 1);
  },
);

t.test(
  'what somebody changed in Qualtrics between a lost answer and the repeat is kept',
  { buffered: true },
  async (t) => {
    const bridge = await startBridge(t, {}, IMPATIENT);
    const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
    bridge.sandbox.fault({
      match: { method: 'PUT', times: 'always' },
      effect: { kind: 'status', status: 503 },
    });
    const ask = () => bridge.scim('PATCH', `/Users/${ada.id}`, replace('name.familyName', 'King'));
    isScimError(t, await ask(), 503);
    bridge.sandbox.putUser({ id: ada.id, timeZone: 'Europe/Paris', permissions: { 'a.b': 'on' } });
    bridge.sandbox.clearFaults();
    t.equal((await repeated(ask)).status, 200);
    t.match(bridge.sandbox.user(ada.id), {
      lastName: 'King',
      timeZone: 'Europe/Paris',
      permissions: { 'a.b': 'on' },
    });
  },
);
