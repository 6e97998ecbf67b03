/** Names that every JavaScript object inherits, wherever a client may put a name; see also the vectors. */
import t from 'tap';
import { type Answer, type Bridge, startBridge } from '../support/bridge.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { areBuiltInsUnharmed } from './built-ins.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

const NAMES = [
  '__proto__',
  '__proto__.polluted',
  '__proto__.get',
  'constructor',
  'constructor.keys',
  'constructor.assign',
  'constructor.prototype',
  'constructor.prototype.polluted',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'toJSON',
  'then',
  '__defineGetter__',
  'name.__proto__',
  'name.constructor.polluted',
  'emails.__proto__.polluted',
  `${CORE}:__proto__`,
  `${CORE}:constructor.keys`,
  `${ENTERPRISE}:__proto__.polluted`,
  `${ENTERPRISE}:constructor.polluted`,
  `${ENTERPRISE}:manager.__proto__`,
  'urn:constructor:__proto__',
];

/** What goes out for each name: method, path and body as text, so that `__proto__` is a key like any other. */
const PLACES: Readonly<Record<string, (name: string, id: string) => [string, string, string?]>> = {
  'a filter': (name) => ['GET', `/Users?filter=${encodeURIComponent(`${name} eq 1`)}`],
  'a filter for presence': (name) => ['GET', `/Users?filter=${encodeURIComponent(`title pr or ${name} pr`)}`],
  'a value filter': (name) => ['GET', `/Users?filter=${encodeURIComponent(`emails[${name} eq "x"]`)}`],
  'a sub-attribute of a filter': (name) => [
    'GET',
    `/Users?filter=${encodeURIComponent(`name.${name} eq "x"`)}`,
  ],
  'attributes of one user': (name, id) => ['GET', `/Users/${id}?attributes=${encodeURIComponent(name)}`],
  'attributes of a list': (name) => ['GET', `/Users?attributes=title,${encodeURIComponent(name)}`],
  excludedAttributes: (name, id) => ['GET', `/Users/${id}?excludedAttributes=${encodeURIComponent(name)}`],
  'the name of a parameter': (name) => ['GET', `/Users?${encodeURIComponent(name)}=1&${name}[polluted]=2`],
  'a filter of groups': (name) => ['GET', `/Groups?filter=${encodeURIComponent(`${name} eq 1`)}`],
  'an id': (name) => ['GET', `/Users/${encodeURIComponent(name)}`],
  'an id that is written to': (name) => ['DELETE', `/Users/${encodeURIComponent(name)}`],
  'the id of a schema': (name) => ['GET', `/Schemas/${encodeURIComponent(name)}`],
  'the path of a PATCH': (name, id) => patch(id, `{"op":"add","path":"${name}","value":"polluted"}`),
  'a removed path': (name, id) => patch(id, `{"op":"remove","path":"${name}"}`),
  'the filter of a path': (name, id) =>
    patch(id, `{"op":"replace","path":"emails[${name} eq \\"1\\"].value","value":"polluted"}`),
  'behind the filter of a path': (name, id) =>
    patch(id, `{"op":"replace","path":"emails[type eq \\"work\\"].${name}","value":"polluted"}`),
  'a key of a path-less PATCH': (name, id) => patch(id, `{"op":"add","value":{"${name}":"polluted"}}`),
  'a key over an object': (name, id) => patch(id, `{"op":"add","value":{"${name}":{"polluted":"1"}}}`),
  'a key inside name': (name, id) =>
    patch(id, `{"op":"add","path":"name","value":{"${name}":{"polluted":"1"}}}`),
  'a key inside an e-mail': (name, id) =>
    patch(id, `{"op":"add","path":"emails","value":[{"value":"p@example.com","${name}":{"polluted":"1"}}]}`),
  'a member of the operation': (name, id) =>
    patch(id, `{"op":"add","path":"nickName","value":"N","${name}":{"polluted":"1"}}`),
  'the op': (name, id) => patch(id, `{"op":"${name}","path":"title","value":"polluted"}`),
  'a key of a POST': (name) => ['POST', '/Users', user(`"${name}":{"polluted":"1"}`)],
  'a key inside an extension': (name) => [
    'POST',
    '/Users',
    user(`"${ENTERPRISE}":{"${name}":{"polluted":"1"}}`),
  ],
  'a key of a PUT': (name, id) => ['PUT', `/Users/${id}`, user(`"${name}":{"polluted":"1"}`)],
  'a value': (name, id) => patch(id, `{"op":"replace","path":"title","value":"${name}"}`),
  schemas: (name) => ['POST', '/Users', user(`"schemas":["${name}"]`)],
  'an externalId': (name) => ['POST', '/Users', user(`"externalId":"${name}"`)],
  'a key of a group': (name) => ['POST', '/Groups', `{"displayName":"${name}","${name}":{"polluted":"1"}}`],
  'a member of a group': (name) => ['POST', '/Groups', `{"displayName":"G","members":[{"value":"${name}"}]}`],
};

let users = 0;

function user(extra: string): string {
  users += 1;
  return `{"userName":"p${users}@example.com","name":{"givenName":"P","familyName":"Q"},${extra}}`;
}

function patch(id: string, operation: string): [string, string, string] {
  return ['PATCH', `/Users/${id}`, `{"Operations":[${operation}]}`];
}

for (const [place, requestFor] of Object.entries(PLACES)) {
  t.test(`inherited names as ${place} harm nobody`, async (t) => {
    const bridge = await startBridge(t);
    const { body: ada } = await bridge.scim('POST', '/Users', user('"title":"Countess"'));
    for (const name of NAMES) {
      const [method, path, body] = requestFor(name, ada.id);
      const start = cpuTime();
      const answer = await bridge.scim(method, path, body);
      const took = cpuTime() - start;
      t.ok(answer.status < 500, `${name}: ${answer.status} ${answer.text.slice(0, 200)}`);
      t.ok(took < 1000, `answered in ${took} ms`);
      t.ok(areBuiltInsUnharmed(), name);
    }
    t.ok(isWhole(await bridge.scim('GET', `/Users/${ada.id}`)), 'the user holds no such name');
    t.ok(await answersAsBefore(bridge), 'the service answers as before');
  });
}

/** A name would have had to become a key: with the value that came with it. */
function isWhole({ status, text }: Answer): boolean {
  return status === 200 && !text.includes('"polluted"');
}

async function answersAsBefore(bridge: Bridge): Promise<boolean> {
  const health = await fetch(`${bridge.origin}/healthz`);
  const none = await bridge.scim(
    'GET',
    `/Users?filter=${encodeURIComponent('userName eq "nobody@example.com"')}`,
  );
  return health.status === 200 && none.body.totalResults === 0;
}
