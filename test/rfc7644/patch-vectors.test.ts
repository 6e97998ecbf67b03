/**
 * Each PATCH vector for users over HTTP, on a user of its own:
 *
 *   POST the vector's resource -> PATCH -> the answer, a GET and the calls to Qualtrics are what the vector expects
 */
import t from 'tap';
import type { Resource } from '../../src/provisioning/resource.ts';
import { bodyOf, type Expectation, sameResource, type Vector, vectors } from '../scim/patch/vectors.ts';
import { areBuiltInsUnharmed } from '../security/built-ins.ts';
import { type Answer, type Bridge, startBridge } from '../support/bridge.ts';
import { cpuTime } from '../support/cpu-time.ts';

/** People whom the vectors' resources name as managers. */
const OTHERS = ['user-m1', 'user-m2', 'user-k1', 'user-k2'];

/** What is seen from outside of one PATCH. */
interface Outcome {
  readonly before: Resource;
  readonly answer: Answer;
  readonly after: Resource;
  readonly puts: number;
}

t.test('PATCH vectors for users over HTTP', async (t) => {
  const bridge = await startBridge(t);
  const others = new Map<string, string>();
  for (const name of OTHERS) others.set(name, (await created(bridge, person(name))).id);

  const ours = vectors.filter(({ resourceType }) => resourceType === 'User');
  for (const [index, vector] of ours.entries()) {
    const { id, title, maxMs } = vector;
    await t.test(`${id}: ${title}`, async (t) => {
      const own = rewritten(vector, [...others, ['@users.example.com', `@users${index}.example.com`]]);
      const before = await created(bridge, own.resource);
      t.ok(sameResource({ ...before, ...own.resource, id: before.id }, before), 'what was sent is read back');
      const real = rewritten(own, [['user-self', String(before.id)]]);
      bridge.calls();
      const start = cpuTime();
      const answer = await bridge.scim('PATCH', `/Users/${before.id}`, bodyOf(real));
      const took = cpuTime() - start;
      const puts = bridge.calls().filter((call) => call.startsWith('PUT')).length;
      const { body: after } = await bridge.scim('GET', `/Users/${before.id}`);

      const outcome = { before, answer, after, puts };
      const seen = { answer: answer.text, puts, expected: real.expect };
      t.ok(meets(outcome, real.expect, real), 'as the vector expects', seen);
      t.ok(puts <= 1, 'one PUT at most');
      t.ok(areBuiltInsUnharmed());
      if (maxMs !== undefined) t.ok(took < maxMs, `answered in ${took} ms`);
    });
  }
  t.comment(`${ours.length} of ${vectors.length} PATCH vectors are for users and were run over HTTP`);
  t.equal(ours.length, 165);
});

function meets(outcome: Outcome, expected: Expectation, vector: Vector): boolean {
  if ('anyOf' in expected) return expected.anyOf.some((one) => meets(outcome, one, vector));
  const { before, answer, after, puts } = outcome;
  if ('error' in expected) {
    const { status, scimType } = expected.error;
    return (
      [status].flat().includes(answer.status) &&
      answer.body.status === String(answer.status) &&
      (scimType === undefined || [scimType].flat().includes(answer.body.scimType)) &&
      isSame(after, before) &&
      puts === 0
    );
  }
  if (answer.status !== 200 || !isSame(answer.body, after)) return false;
  if ('unchanged' in expected) return isSame(after, before) && puts === 0;
  const wanted = { ...serversOwn(before, vector.resource), ...expected.resource };
  return sameResource(after, wanted) && schemasFit(after);
}

/** What Qualtrics gave the user beside what was sent; it stays unless the vector says otherwise. */
function serversOwn(before: Resource, sent: Resource): Resource {
  return Object.fromEntries(Object.entries(before).filter(([name]) => sent[name] === undefined));
}

/** An extension's URN is in `schemas` exactly while the user has an attribute of it (RFC 7643 3). */
function schemasFit(resource: Resource): boolean {
  const [core, ...extensions] = resource.schemas as string[];
  const held = Object.keys(resource).filter((name) => name.startsWith('urn:'));
  return core === 'urn:ietf:params:scim:schemas:core:2.0:User' && isSame(extensions.sort(), held.sort());
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Over the text, so that ids and names change wherever they stand, own `__proto__` keys included. */
function rewritten(vector: Vector, names: Iterable<readonly [string, string]>): Vector {
  let text = JSON.stringify(vector);
  for (const [name, real] of names) text = text.replaceAll(name, real);
  return JSON.parse(text);
}

function person(name: string): Resource {
  return { userName: `${name}@example.com`, name: { givenName: 'Manager', familyName: name } };
}

async function created(bridge: Bridge, resource: Resource): Promise<Resource & { id: string }> {
  const { id: _id, ...sent } = resource;
  const { status, body, text } = await bridge.scim('POST', '/Users', sent);
  if (status !== 201) throw new Error(`POST of a user: ${status} ${text}`);
  return body;
}
