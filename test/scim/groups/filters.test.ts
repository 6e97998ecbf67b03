import t, { type Test } from 'tap';
import { type Answer, type Bridge, startBridge } from '../../support/bridge.ts';
import { startPostgres } from '../../support/postgres.ts';
import { type FilterVector, fixtures, vectors } from '../filter/filter-vectors.ts';
import { peopleOf, pushGroup } from './people.ts';

t.test('filter vectors for groups over HTTP, on SQLite', (t) => runVectors(t, {}));

t.test('filter vectors for groups over HTTP, on PostgreSQL', async (t) => {
  const postgres = await startPostgres(t);
  if (!postgres) return;
  await runVectors(t, { DATABASE_URL: await postgres.newDatabase() });
});

t.test('a literal that is encoded twice is looked up decoded, but an exact match wins', async (t) => {
  const bridge = await startBridge(t, { divisions: [] });
  const plain = await pushGroup(bridge, 'R&D Division');
  const found = async (filter: string) =>
    (await find(bridge, filter)).body.Resources.map(({ id }: { id: string }) => id);
  t.same(await found('displayName eq "R%26D Division"'), [plain]);
  const literal = await pushGroup(bridge, 'R%26D Division');
  t.same(await found('displayName eq "R%26D Division"'), [literal]);
  t.same(await found('displayName eq "R%2526D Division"'), [literal], 'decoded once');
  t.same(await found('displayName eq "%zz"'), []);
});

t.test('a filter is evaluated whole, whatever an index answers', async (t) => {
  const bridge = await startBridge(t, { users: 2, divisions: [] });
  const [ada = '', bo = ''] = peopleOf(bridge);
  const both = await pushGroup(bridge, 'Both', [ada, bo]);
  const one = await pushGroup(bridge, 'One', [ada]);
  const found = async (filter: string) =>
    (await find(bridge, filter)).body.Resources.map(({ id }: { id: string }) => id);
  t.same(await found(`members eq "${ada}" and members eq "${bo}"`), [both]);
  t.same(await found(`members eq "${ada}" and not (displayName eq "both")`), [one]);
  t.same(await found(`members eq "${bo}" or displayName eq "one"`), [both, one]);
  t.same(
    await found(`displayName eq "ONE" or members eq "${ada}"`),
    [both, one],
    'in the order of a list, each once',
  );
  t.same(await found(`(id eq "${one}" or displayName eq "both") and not (members eq "${bo}")`), [one]);
  t.same(await found(`not (members eq "${bo}")`), [one]);
  t.same(await found(`id eq "${one}" and displayName eq "Both"`), []);
  t.same(await found(`displayName eq "ONE" and id eq "${one}"`), [one]);
  t.same(await found(`members[value eq "${bo}" and type eq "User"]`), [both]);
  t.same(await found(`members.type eq "Group"`), []);
  t.same(await found(`id eq "${one.toLowerCase()}"`), [], 'ids are exact');
  t.equal((await find(bridge, 'displayName eq')).body.scimType, 'invalidFilter');
});

t.test('a filtered list is paged', async (t) => {
  const bridge = await startBridge(t, { divisions: [] });
  const ids: string[] = [];
  for (const n of [1, 2, 3, 4, 5]) ids.push(await pushGroup(bridge, `Sales ${n}`));
  await pushGroup(bridge, 'Other');
  const page = await bridge.scim('GET', '/Groups?filter=displayName%20sw%20%22sales%22&startIndex=2&count=2');
  t.equal(page.body.totalResults, 5);
  t.equal(page.body.startIndex, 2);
  t.same(
    page.body.Resources.map(({ id }: { id: string }) => id),
    ids.slice(1, 3),
  );
  const none = await bridge.scim('GET', '/Groups?filter=displayName%20sw%20%22sales%22&count=0');
  t.match(none.body, { totalResults: 5, itemsPerPage: 0 });
});

async function runVectors(t: Test, environment: NodeJS.ProcessEnv): Promise<void> {
  const bridge = await startBridge(t, { users: 9, divisions: [] }, environment);
  const ids = await groups(bridge);
  const ours: readonly FilterVector[] = vectors.filter(({ resourceType }) => resourceType === 'Group');
  for (const { id, spec, filter, matches } of ours) {
    await t.test(`${id} (${spec})`, async (t) => {
      const real = [...ids].reduce((text, [name, realId]) => text.replaceAll(name, realId), filter);
      const answer = await find(bridge, real);
      t.equal(answer.status, 200);
      t.same(namesIn(answer, ids), matches, 'which groups match', { real });
      t.equal(answer.body.totalResults, answer.body.Resources.length);
    });
  }
  t.comment(`${ours.length} filter vectors for groups were run over HTTP`);
  t.equal(ours.length, 10);
}

function find(bridge: Bridge, filter: string): Promise<Answer> {
  return bridge.scim('GET', `/Groups?filter=${encodeURIComponent(filter)}`);
}

/** Pushes the vectors' groups; the vectors' ids of people and groups with the real ones. */
async function groups(bridge: Bridge): Promise<Map<string, string>> {
  const ids = new Map(peopleOf(bridge).map((id, index) => [`user-0${index + 1}`, id]));
  for (const { id, meta: _meta, ...group } of fixtures.filter(({ meta }) => meta.resourceType === 'Group')) {
    let sent = JSON.stringify(group);
    for (const [name, real] of ids) sent = sent.replaceAll(name, real);
    const { status, body, text } = await bridge.scim('POST', '/Groups', sent);
    if (status !== 201) throw new Error(`POST of ${id}: ${status} ${text}`);
    ids.set(id, body.id);
  }
  return ids;
}

function namesIn({ body }: Answer, ids: ReadonlyMap<string, string>): string[] {
  const found = new Set(body.Resources.map(({ id }: { id: string }) => id));
  return [...ids].flatMap(([name, real]) => (found.has(real) ? name : [])).sort();
}
