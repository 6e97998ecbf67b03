/** Two bridges on one PostgreSQL, in front of one brand: whoever asks either of them, no update is lost. */
import fc from 'fast-check';
import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { values } from '../scim/groups/people.ts';
import { startBridgeProcess } from '../support/bridge-process.ts';
import { connectTo, startPostgres } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { pairOfChanges } from './idp-changes.ts';
import { enrich } from './unnamed-fields.ts';

const PAIRS = 300;
const PEOPLE = 20;
const SEED = 20_261_122;

t.setTimeout(120_000);
const postgres = await startPostgres(t);

if (postgres) {
  t.test(`${PAIRS} pairs of changes sent to two replicas, and of groups beside: none is lost`, async (t) => {
    const sandbox = await startSandbox({ users: PEOPLE, divisions: [], latencyMs: 2, callLogLimit: 10 });
    t.teardown(() => sandbox.close());
    const people = sandbox.users().flatMap(({ id }) => (id === sandbox.ownerId ? [] : id));
    for (const id of people) enrich(sandbox, id, { divisionId: null, language: 'EN' });
    const strangers = sandbox.users().filter(({ id }) => id === sandbox.ownerId);
    const environment = { DATABASE_URL: await postgres.newDatabase() };
    const replicas = await Promise.all([
      startBridgeProcess(t, sandbox, environment),
      startBridgeProcess(t, sandbox, environment),
    ]);
    const [one, other] = replicas;
    const groupIds: string[] = [];
    for (const displayName of ['Sales', 'Service']) {
      groupIds.push((await one.scim('POST', '/Groups', { displayName })).body.id);
    }

    const patch = async (side: typeof one, path: string, Operations: readonly object[]) => {
      const { status, text } = await side.scim('PATCH', path, { Operations });
      t.ok(status === 200 || status === 204, `PATCH ${path}: ${status} ${text}`);
    };
    const expected = new Map(people.map((id) => [id, sandbox.user(id)]));
    const pairs = fc.sample(pairOfChanges, { numRuns: PAIRS, seed: SEED });

    // Each person is somebody else's worker: pairs one after the other, the two of a pair at once.
    const work = people.map(async (id, person) => {
      for (const [turn, two] of pairs.filter((_, i) => i % people.length === person).entries()) {
        const [a, b] = turn % 2 === 0 ? [one, other] : [other, one];
        const group = `/Groups/${groupIds[turn % 2]}`;
        const op = turn % 4 < 2 ? 'add' : 'remove';
        await Promise.all([
          patch(a, `/Users/${id}`, two[0].Operations),
          patch(b, `/Users/${id}`, two[1].Operations),
          patch(turn % 3 === 0 ? a : b, group, [{ op, path: 'members', value: values([id]) }]),
        ]);
        const { divisionId: _was, ...before } = expected.get(id) ?? {};
        const { divisionId, ...now } = sandbox.user(id) ?? {};
        t.strictSame(now, { ...before, ...two[0].written, ...two[1].written }, `pair ${turn} of ${id}`);
        expected.set(id, sandbox.user(id));
        // Into the one, into the other, out of the one, out of the other.
        const wanted = [groupIds[0], groupIds[1], groupIds[1], null][turn % 4];
        t.equal(divisionId, wanted, 'in the division of the last of the groups');
      }
    });
    await Promise.all(work);
    t.equal(strangers.length, 1);
    for (const stranger of strangers) t.strictSame(sandbox.user(stranger.id), stranger);
    for (const side of replicas) {
      const { body } = await side.scim('GET', '/Users?count=100');
      t.equal(body.totalResults, PEOPLE + 1);
      t.equal(body.Resources.length, PEOPLE + 1);
      for (const { id, name } of body.Resources) t.equal(name.familyName, sandbox.user(id)?.lastName);
    }
    const session = await connectTo(t, environment.DATABASE_URL);
    // The worker may be about to find that the last moves are made.
    await until('no lock is left', async () => {
      const { rows } = await session.query("SELECT key FROM leases WHERE key NOT LIKE 'replica:%'");
      return rows.length === 0;
    });
  });
}
