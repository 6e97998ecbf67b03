import t, { type Test } from 'tap';
import { type Brands, NAMES, type Name, startBrands } from '../support/brands.ts';
import { startPostgres } from '../support/postgres.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/** A mark in each value of a brand, by which it shows where it must not. */
const MARK: Readonly<Record<Name, string>> = { acme: 'Aachen', emea: 'Essen' };
const OTHER: Readonly<Record<Name, Name>> = { acme: 'emea', emea: 'acme' };
const ONLY_ACME = 'UR_onlyInAcme000';

const replace = (path: string, value: unknown) => ({
  schemas: [PATCH],
  Operations: [{ op: 'replace', path, value }],
});

const person = (name: Name) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
  userName: 'ada@example.com',
  externalId: '00u1',
  name: { givenName: `Ada${MARK[name]}`, familyName: MARK[name] },
  emails: [{ value: 'ada@example.com', primary: true }],
  title: `Head of ${MARK[name]}`,
  [ENTERPRISE]: { costCenter: MARK[name] },
});

/** Both brands have the same people with the same ids, told apart by the mark only; one person is in acme alone. */
async function marked(t: Test, databaseUrl: string): Promise<Brands> {
  const brands = await startBrands(t, {
    databaseUrl,
    prepare(sandboxes) {
      for (const name of NAMES) {
        const sandbox = sandboxes[name];
        for (const { id } of sandbox.users()) sandbox.putUser({ id, lastName: MARK[name] });
      }
      sandboxes.acme.putUser({ id: ONLY_ACME, username: 'only@example.com', lastName: MARK.acme });
    },
  });
  const idsOf = (name: Name) => brands.sandboxes[name].users().map(({ id }) => id);
  t.strictSame(
    idsOf('acme').filter((id) => id !== ONLY_ACME),
    idsOf('emea'),
    'the ids are the same',
  );
  return brands;
}

async function prove(t: Test, databaseUrl: string): Promise<void> {
  const { ask, sandboxes } = await marked(t, databaseUrl);
  const forms = (name: Name) => ['/scim/v2', `/${name}/scim/v2`];
  const [owner, first, second] = sandboxes.emea.users().map(({ id }) => id);
  const shared = first === sandboxes.emea.ownerId ? second : (first ?? owner);

  await t.test('the same userName, externalId and displayName can be in both', async (t) => {
    for (const name of NAMES) {
      const user = await ask(name, 'POST', '/scim/v2/Users', person(name));
      t.equal(user.status, 201);
      const members = [{ value: user.body.id }];
      const group = { displayName: 'Sales', externalId: `g ${MARK[name]}`, members };
      t.equal((await ask(name, 'POST', '/scim/v2/Groups', group)).status, 201);
    }
    for (const name of NAMES) {
      const { body } = await ask(name, 'GET', '/scim/v2/Users?filter=externalId eq "00u1"');
      t.match(body, {
        totalResults: 1,
        Resources: [{ title: `Head of ${MARK[name]}`, groups: [{ display: 'Sales' }] }],
      });
    }
  });

  await t.test('a token shows its own brand only, on every route and with every filter', async (t) => {
    const filters = [
      'userName eq "ada@example.com"',
      'userName sw "a" or userName co "e"',
      'externalId eq "00u1"',
      'emails.value eq "ada@example.com"',
      `name.familyName eq "${MARK.acme}" or name.familyName eq "${MARK.emea}"`,
      `not (title eq "x")`,
      `id eq "${shared}" or id eq "${ONLY_ACME}"`,
      'active eq true',
      'meta.lastModified gt "2000-01-01T00:00:00Z"',
    ];
    const groupFilters = ['displayName eq "Sales"', 'displayName co "a"', `members.value eq "${shared}"`];
    for (const name of NAMES) {
      for (const base of forms(name)) {
        const paths = [
          ...[
            '/Users',
            '/Users?startIndex=2&count=3',
            `/Users/${shared}`,
            '/Groups',
            '/Groups?excludedAttributes=members',
          ],
          ...filters.map((filter) => `/Users?filter=${encodeURIComponent(filter)}`),
          ...groupFilters.map((filter) => `/Groups?filter=${encodeURIComponent(filter)}`),
        ];
        const { body } = await ask(name, 'GET', `${base}/Groups`);
        for (const { id } of body.Resources) paths.push(`/Groups/${id}`);
        let shows = 0;
        for (const path of paths) {
          const answer = await ask(name, 'GET', base + path);
          t.equal(answer.status, 200, `${base}${path}`);
          t.notOk(answer.text.includes(MARK[OTHER[name]]), `${name}: ${base}${path}`);
          if (answer.text.includes(MARK[name])) shows += 1;
        }
        t.ok(shows > 10, `${shows} of the answers have the brand's own mark`);
      }
    }
    t.strictSame(await total('acme'), (await total('emea')) + 1);
  });

  async function total(name: Name): Promise<number> {
    return (await ask(name, 'GET', '/scim/v2/Users?count=0')).body.totalResults;
  }

  await t.test('what is in the other brand alone is not there, and nothing is done to it', async (t) => {
    const before = sandboxes.acme.users();
    sandboxes.acme.clearCalls();
    for (const base of forms('emea')) {
      for (const [method, body] of [
        ['GET', undefined],
        ['PUT', { ...person('emea'), active: false }],
        ['PATCH', replace('active', false)],
        ['DELETE', undefined],
      ] as const) {
        t.equal((await ask('emea', method, `${base}/Users/${ONLY_ACME}`, body)).status, 404, method);
      }
      const group = (await ask('emea', 'GET', `${base}/Groups?filter=displayName eq "Sales"`)).body
        .Resources[0];
      const add = {
        schemas: [PATCH],
        Operations: [{ op: 'add', path: 'members', value: [{ value: ONLY_ACME }] }],
      };
      t.equal((await ask('emea', 'PATCH', `${base}/Groups/${group.id}`, add)).status, 400);
    }
    t.strictSame(sandboxes.acme.users(), before);
    t.strictSame(sandboxes.acme.calls, [], 'its Qualtrics is not even asked');
  });

  await t.test('racing writes to one id go each to their own brand', async (t) => {
    const rounds = Array.from({ length: 40 }, (_, round) => round);
    const answers = await Promise.all(
      rounds.flatMap((round) =>
        NAMES.map(async (name) => {
          const title = `${MARK[name]} ${round}`;
          const answer = await ask(name, 'PATCH', `/scim/v2/Users/${shared}`, {
            schemas: [PATCH],
            Operations: [
              { op: 'replace', path: 'name.givenName', value: title },
              { op: 'replace', path: 'title', value: title },
            ],
          });
          return { name, title, answer };
        }),
      ),
    );
    for (const { title, answer } of answers) {
      t.match(answer, { status: 200, body: { title, name: { givenName: title } } });
    }
    for (const name of NAMES) {
      const { body } = await ask(name, 'GET', `/scim/v2/Users/${shared}`);
      t.ok(body.title.startsWith(MARK[name]));
      t.equal(sandboxes[name].user(String(shared))?.firstName, body.title);
    }
  });

  await t.test('a leaver of one brand stays in the other', async (t) => {
    t.equal((await ask('acme', 'DELETE', `/scim/v2/Users/${shared}`)).status, 204);
    t.equal((await ask('acme', 'GET', `/acme/scim/v2/Users/${shared}`)).status, 404);
    t.match(await ask('emea', 'GET', `/emea/scim/v2/Users/${shared}`), {
      status: 200,
      body: { active: true },
    });
  });
}

t.test('two brands in SQLite, a file each', (t) => prove(t, `sqlite:${t.testdir()}/data/bridge.db`));

t.test('two brands in PostgreSQL, a schema each', async (t) => {
  const postgres = await startPostgres(t);
  if (postgres) await prove(t, await postgres.newDatabase());
});
