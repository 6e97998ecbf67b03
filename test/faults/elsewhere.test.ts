/** An answer that points to another host never gets the token there. The other host is a sandbox with its own log. */
import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { startBridge, startBridgeFor } from '../support/bridge.ts';
import { IMPATIENT, person, replace } from './outage.ts';

t.jobs = 4;

for (const status of [301, 302, 303, 307, 308]) {
  t.test(`a ${status} to another host is not followed: 503`, { buffered: true }, async (t) => {
    const other = await startSandbox();
    t.teardown(() => other.close());
    const bridge = await startBridge(t, {}, IMPATIENT);
    const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
    const effect = { kind: 'redirect', status, location: `${other.url}/API/v3/users/${ada.id}` } as const;
    bridge.sandbox.fault({ match: { times: 'always' }, effect });
    isScimError(t, await bridge.scim('GET', `/Users/${ada.id}`), 503);
    isScimError(t, await bridge.scim('POST', '/Users', person('grace')), 503);
    isScimError(t, await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false)), 503);
    t.strictSame(other.calls, []);
  });
}

for (const kind of ['absolute', 'protocol-relative'] as const) {
  t.test(`a nextPage on another host (${kind}) is asked for at Qualtrics`, { buffered: true }, async (t) => {
    const other = await startSandbox({ users: 5 });
    const sandbox = await startSandbox({ users: 250 });
    t.teardown(() => Promise.all([other.close(), sandbox.close()]));
    const origin = kind === 'absolute' ? other.url : other.url.replace('http:', '');
    const url = `${origin}/API/v3/users?offset=100`;
    sandbox.fault({
      match: { method: 'GET', path: '/API/v3/users' },
      effect: { kind: 'evil-nextPage', url },
    });
    const bridge = await startBridgeFor(t, sandbox);
    t.equal((await bridge.scim('GET', '/Users')).body.totalResults, 251, 'the listing is whole');
    t.strictSame(other.calls, []);
  });
}
