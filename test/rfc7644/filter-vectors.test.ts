/** Each filter vector for users over HTTP: the people are made once, and the ids of the vectors are replaced by theirs. */
import t, { type Test } from 'tap';
import { type FilterVector, fixtures, labUrn, vectors } from '../scim/filter/filter-vectors.ts';
import { areBuiltInsUnharmed } from '../security/built-ins.ts';
import { type Answer, type Bridge, startBridge } from '../support/bridge.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { startPostgres } from '../support/postgres.ts';

/** The fields of the vectors that only a test over HTTP looks at. */
interface HttpVector extends FilterVector {
  readonly http?: boolean;
  readonly why?: string;
  readonly requires?: string;
}

/** Without a name and a mail: no account can be made of it. */
const ENGINE_ONLY = 'user-08';

t.test('filter vectors for users over HTTP, on SQLite', (t) => runVectors(t, {}));

t.test('filter vectors for users over HTTP, on PostgreSQL', async (t) => {
  const postgres = await startPostgres(t);
  if (!postgres) return;
  await runVectors(t, { DATABASE_URL: await postgres.newDatabase() });
});

async function runVectors(t: Test, environment: NodeJS.ProcessEnv): Promise<void> {
  const bridge = await startBridge(t, {}, environment);
  const ids = await people(bridge);
  const ours: HttpVector[] = vectors.filter(({ resourceType }) => resourceType === 'User');
  let run = 0;
  for (const vector of ours) {
    const { id, spec, http, requires, why = `needs ${requires}` } = vector;
    await t.test(`${id} (${spec})`, { skip: http === false && why }, async (t) => {
      run += 1;
      const filter = [...ids].reduce((text, [name, real]) => text.replaceAll(name, real), vector.filter);
      const start = cpuTime();
      const answer = await bridge.scim('GET', `/Users?count=1000&filter=${encodeURIComponent(filter)}`);
      const took = cpuTime() - start;

      if (answer.status === 200) {
        const found = namesIn(answer, ids).filter((name) => !vector.optional?.includes(name));
        const wanted = vector.matches?.filter((name) => name !== ENGINE_ONLY);
        t.same(found, wanted, 'who matches');
        t.equal(answer.body.totalResults, answer.body.Resources.length);
        t.equal(answer.body.itemsPerPage, answer.body.Resources.length);
      } else {
        t.equal(answer.status, 400);
        t.match(answer.body, { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400' });
        t.ok([vector.error, vector.orError].includes(answer.body.scimType), `refused: ${answer.text}`);
      }
      t.ok(areBuiltInsUnharmed());
      if (vector.maxMs !== undefined) t.ok(took < vector.maxMs, `answered in ${took} ms`);
    });
  }
  t.comment(`${run} of ${ours.length} filter vectors for users were run over HTTP`);
  t.equal(run, 139);
  t.match((await bridge.scim('GET', '/Users?count=1')).body.Resources.length, 1, 'the server still answers');
}

/** Makes the people of the vectors; the real ids by theirs. */
async function people(bridge: Bridge): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const users = fixtures.filter(({ id, meta }) => meta.resourceType === 'User' && id !== ENGINE_ONLY);
  // Whoever manages others comes last in the list and is needed first.
  for (const { id, meta: _meta, [labUrn]: _lab, ...user } of users.toReversed()) {
    const schemas = (user.schemas as string[]).filter((urn) => urn !== labUrn);
    const sent = JSON.stringify({ ...user, schemas }).replaceAll('user-09', ids.get('user-09') ?? 'user-09');
    const { status, body, text } = await bridge.scim('POST', '/Users', sent);
    if (status !== 201) throw new Error(`POST of ${id}: ${status} ${text}`);
    ids.set(id, body.id);
  }
  return ids;
}

/** The vectors' ids of those found, in order; the brand has other users too. */
function namesIn({ body }: Answer, ids: ReadonlyMap<string, string>): string[] {
  const found = new Set(body.Resources.map(({ id }: { id: string }) => id));
  return [...ids].flatMap(([name, real]) => (found.has(real) ? name : [])).sort();
}
