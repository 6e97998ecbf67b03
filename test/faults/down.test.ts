/** Qualtrics is not there at all: no host answers. */
import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { send, startBridgeFor } from '../support/bridge.ts';
import { IMPATIENT, person, replace } from './outage.ts';

t.test(
  'while Qualtrics is down the IdP is told to come back, lists are answered, and it goes on after',
  async (t) => {
    const sandbox = await startSandbox({ users: 3 });
    const bridge = await startBridgeFor(t, sandbox, IMPATIENT);
    const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
    const account = sandbox.user(ada.id);
    await sandbox.close();

    const requests = [
      bridge.scim('GET', `/Users/${ada.id}`),
      bridge.scim('POST', '/Users', person('grace')),
      bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false)),
      bridge.scim('PUT', `/Users/${ada.id}`, { ...person('ada'), active: false }),
      bridge.scim('DELETE', `/Users/${ada.id}`),
    ];
    for (const answer of await Promise.all(requests)) {
      isScimError(t, answer, 503);
      t.match(answer.headers.get('retry-after'), /^[1-9]\d*$/);
      t.notMatch(answer.text, /ECONN|127\.0\.0\.1/, 'what an admin cannot act on stays out');
    }
    t.equal((await bridge.scim('GET', '/Users')).body.totalResults, 5);
    t.equal((await send(`${bridge.origin}/healthz`, 'GET')).status, 200);

    const port = Number(new URL(sandbox.url).port);
    const back = await startSandbox({ port });
    t.teardown(() => back.close());
    if (account) back.putUser(account);
    t.equal((await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false))).status, 200);
    t.equal(back.user(ada.id)?.status, 'disabled');
  },
);
