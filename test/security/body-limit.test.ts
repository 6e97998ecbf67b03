import t from 'tap';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { TOKEN } from '../support/brand.ts';
import { startBridge } from '../support/bridge.ts';
import { rawExchange, rawRequest } from './raw-exchange.ts';

const LIMIT = 2048;

/** A body of exactly that many bytes that makes a user. */
function bodyOf(bytes: number, userName: string): string {
  const user = { userName, name: { givenName: 'Ada', familyName: 'Lovelace' }, title: '' };
  const bare = JSON.stringify(user);
  return JSON.stringify({ ...user, title: 'x'.repeat(bytes - bare.length) });
}

t.test('a body at the limit is taken, one byte more is 413', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_BODY_LIMIT_BYTES: String(LIMIT) });
  t.equal((await bridge.scim('POST', '/Users', bodyOf(LIMIT, 'a@example.com'))).status, 201);
  bridge.calls();
  isScimError(t, await bridge.scim('POST', '/Users', bodyOf(LIMIT + 1, 'b@example.com')), 413);
  t.strictSame(bridge.calls(), []);
  t.equal((await bridge.scim('GET', '/Users')).status, 200, 'the next request is answered');
});

t.test('a body that does not say how long it is has the same limit', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_BODY_LIMIT_BYTES: String(LIMIT) });
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    'content-type': 'application/scim+json',
    'transfer-encoding': 'chunked',
  };
  const chunks = `400\r\n${' '.repeat(0x400)}\r\n`.repeat(3);
  const answer = await rawExchange(bridge.origin, rawRequest('POST', '/scim/v2/Users', headers) + chunks);
  t.match(answer, /^HTTP\/1\.1 413 /);
  t.match(answer, '"status":"413"');
});

t.test('unless set, the limit is 4 MiB', async (t) => {
  const bridge = await startBridge(t);
  const large = 4 * 1024 * 1024;
  t.equal((await bridge.scim('POST', '/Users', bodyOf(large, 'a@example.com'))).status, 201);
  isScimError(t, await bridge.scim('POST', '/Users', bodyOf(large + 1, 'b@example.com')), 413);
});
