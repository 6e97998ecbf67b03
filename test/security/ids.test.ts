import t from 'tap';
import { TOKEN } from '../support/brand.ts';
import { startBridge } from '../support/bridge.ts';
import { rawExchange, rawRequest } from './raw-exchange.ts';

/** As they stand in the request line; fetch would resolve some of them before they are sent. */
const HOSTILE_IDS = [
  '..',
  '.',
  '../Groups',
  '../../whoami',
  '..%2f..%2fwhoami',
  '%2e%2e',
  '%2e%2e%2fdivisions',
  '%2E%2E%5Cwhoami',
  'UR_a/../UR_b',
  'UR_a%2f..%2fUR_b',
  'UR_a%2Fapitoken',
  'UR_a/apitoken',
  'UR_a%00',
  '%00',
  'UR_a%0d%0ax-injected:%201',
  'UR_a%3Fx=1',
  'UR_a%23x',
  'UR_a%25',
  'UR_a%20b',
  '%20',
  '%C3%BC',
  '*',
  '%7B%7D',
  ';/whoami',
  '__proto__',
  'constructor',
  'x'.repeat(101),
  'x'.repeat(8_000),
];

t.test('an id that Qualtrics cannot have given is 404 and never reaches it', async (t) => {
  const bridge = await startBridge(t);
  const authorization = `Bearer ${TOKEN}`;
  const body = '{"userName":"a@example.com","Operations":[{"op":"replace","path":"active","value":false}]}';
  for (const endpoint of ['Users', 'Groups', 'Schemas', 'ResourceTypes']) {
    for (const id of HOSTILE_IDS) {
      for (const method of endpoint.startsWith('S') || endpoint.startsWith('R')
        ? ['GET']
        : ['GET', 'PUT', 'PATCH', 'DELETE']) {
        const hasBody = method === 'PUT' || method === 'PATCH';
        const headers = {
          authorization,
          ...(hasBody && { 'content-type': 'application/json', 'content-length': String(body.length) }),
        };
        const request = rawRequest(method, `/scim/v2/${endpoint}/${id}`, headers) + (hasBody ? body : '');
        const answer = await rawExchange(bridge.origin, request);
        const shown = `${method} ${endpoint}/${id.slice(0, 40)}`;
        t.match(answer, /^HTTP\/1\.1 (400|404|414) /, shown);
        t.match(answer, /"urn:ietf:params:scim:api:messages:2.0:Error"/, shown);
        t.notMatch(answer, /\nx-injected/i, shown);
      }
    }
  }
  const odd = bridge.sandbox.calls.filter(
    ({ path }) => !/^\/API\/v3\/(users|divisions)\/(__proto__|constructor)$/.test(path),
  );
  t.strictSame(odd, [], 'ids of harmless letters alone are asked for');
});
