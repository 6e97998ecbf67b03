import t from 'tap';
import { TOKEN } from '../support/brand.ts';
import { startBridge } from '../support/bridge.ts';
import { rawExchange, rawRequest } from './raw-exchange.ts';

const EVIL = 'evil.test';
const PUBLIC = 'https://scim.example.com/bridge';

/** Every way in which a client or a proxy may say where the service is. */
const ELSEWHERE = {
  host: EVIL,
  'x-forwarded-host': EVIL,
  'x-forwarded-proto': 'gopher',
  'x-forwarded-for': EVIL,
  'x-forwarded-prefix': `/${EVIL}`,
  'x-original-url': `/${EVIL}`,
  forwarded: `host=${EVIL};proto=gopher`,
  origin: `https://${EVIL}`,
  referer: `https://${EVIL}/`,
  'content-location': `https://${EVIL}/`,
};

const ADA = JSON.stringify({
  userName: 'ada@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
});

for (const [title, base, environment] of [
  ['SCIM_PUBLIC_URL', PUBLIC, { SCIM_PUBLIC_URL: `${PUBLIC}/` }],
  ['the listening address', 'http://127.0.0.1:', {}],
] as const) {
  t.test(`places in answers begin with ${title}, whatever the headers say`, async (t) => {
    const bridge = await startBridge(t, { users: 3 }, environment);
    const ask = (method: string, target: string, body = '') => {
      const headers = {
        ...ELSEWHERE,
        authorization: `Bearer ${TOKEN}`,
        ...(body !== '' && { 'content-type': 'application/json', 'content-length': String(body.length) }),
      };
      return rawExchange(bridge.origin, rawRequest(method, target, headers) + body);
    };
    const made = await ask('POST', '/scim/v2/Users', ADA);
    t.match(made, /^HTTP\/1\.1 201 /);
    const id = /"id":"(\w+)"/.exec(made)?.[1];
    const answers = [
      made,
      await ask('GET', `/scim/v2/Users/${id}`),
      await ask('GET', `http://${EVIL}/scim/v2/Users/${id}`),
      await ask('PATCH', `/scim/v2/Users/${id}`, '{"Operations":[{"op":"add","path":"title","value":"x"}]}'),
      await ask('PUT', `/scim/v2/Users/${id}`, ADA),
      await ask('GET', '/scim/v2/Users'),
      await ask('GET', '/scim/v2/Schemas'),
      await ask('GET', '/scim/v2/ResourceTypes'),
      await ask('GET', '/scim/v2/ServiceProviderConfig'),
    ];
    for (const answer of answers) {
      t.match(answer, /^HTTP\/1\.1 20[01] /);
      t.notMatch(answer, /evil|gopher/i);
      const places = [
        ...answer.matchAll(/"location":"([^"]*)"/g),
        ...answer.matchAll(/\nlocation: (.*)\r/gi),
      ];
      t.ok(places.length > 0, 'it says where something is');
      for (const [, place] of places) t.ok(place?.startsWith(base), `it begins with ${base}: ${place}`);
    }
    t.notMatch(await ask('GET', '/scim/v2/nowhere'), /evil|gopher/i);
    t.notMatch(await ask('OPTIONS', '/scim/v2/Users'), /evil|gopher|access-control/i, 'no CORS either');
    t.notMatch(await ask('DELETE', `/scim/v2/Users/${id}`), /evil|gopher/i);
  });
}
