import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import type { Resource } from '../../src/provisioning/resource.ts';
import { dialects, originalUserName, reportedDialects } from '../../src/scim/dialects.ts';
import { readResource } from '../../src/scim/input/read-resource.ts';
import { applyPatch } from '../../src/scim/patch/apply-patch.ts';
import { bodyOf, schemas, vectors } from './patch/vectors.ts';

interface Trace {
  readonly id: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
}

const TRACES = new URL('../idp/traces/', import.meta.url);
const FILTERS = new URL('../vectors/filter.json', import.meta.url);
const traces: Trace[] = readdirSync(TRACES).map((name) =>
  JSON.parse(readFileSync(new URL(name, TRACES), 'utf8')),
);
const filters: { cases: { id: string }[] } = JSON.parse(readFileSync(FILTERS, 'utf8'));

t.test('every dialect has an id of its own, and proofs that exist', async (t) => {
  t.equal(new Set(dialects.map(({ id }) => id)).size, dialects.length);
  const known = new Set([...vectors, ...traces, ...filters.cases].map(({ id }) => id));
  for (const { id, provenBy } of dialects) {
    t.strictSame(
      provenBy.filter((proof) => !known.has(proof)),
      [],
      id,
    );
    // The one habit of which no request is on record; it has a test of its own below.
    t.equal(provenBy.length > 0, id !== 'soft-delete-rename', id);
  }
});

for (const { id, provenBy } of reportedDialects) {
  t.test(`${id} is met in, and reported of, each request that proves it`, async (t) => {
    for (const proof of provenBy) t.ok(repairsOf(proof).includes(id), proof);
  });
}

t.test('a request that the RFCs would write themselves needs no repair', async (t) => {
  const operations = [
    { op: 'replace', path: 'active', value: false },
    { op: 'add', path: 'emails', value: [{ value: 'ada@work.example.com', type: 'work', primary: true }] },
    { op: 'replace', path: 'NAME.familyName', value: 'Lee' },
    { op: 'remove', path: 'title' },
  ];
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
  const { changed, repairs } = applyPatch(schemas.User, { id: 'user-self', userName: 'ada' }, body);
  t.strictSame([changed, repairs], [true, []]);
});

t.test('a userName that Entra ID renamed at a soft delete is known by what it was', async (t) => {
  const id = '0123456789abcdefABCDEF0123456789';
  const was = (name: string) => originalUserName(name);
  t.equal(was(`${id}ada@example.com`), 'ada@example.com');
  t.equal(was(`${id}beef@example.com`), 'beef@example.com', 'only the first 32 digits are the id');
  t.equal(was(`${id}ada_x.com#EXT#@example.com`), 'ada_x.com#EXT#@example.com');
  t.equal(was(`${id}@example.com`), undefined, 'a local part that is the digits alone');
  t.equal(was(`${id.slice(1)}zoe@example.com`), undefined, '31 digits');
  t.equal(was(`${id}ada`), undefined, 'no UPN');
  t.equal(was(`x${id}ada@example.com`), undefined);
  t.equal(was('ada@example.com'), undefined);
});

/** What reading the request reports, on a resource that holds none of the values it may look for. */
function repairsOf(id: string): string[] {
  const vector = vectors.find((one) => one.id === id);
  if (vector) return applyPatch(schemas[vector.resourceType], vector.resource, bodyOf(vector)).repairs;
  const { method, path, body } = traces.find((one) => one.id === id)?.request ?? { method: '', path: '' };
  const schema = path.includes('/Groups') ? schemas.Group : schemas.User;
  const bare: Resource = { id: 'self', userName: 'ada', displayName: 'Sales' };
  return method === 'PATCH' ? applyPatch(schema, bare, body).repairs : readResource(schema, body).repairs;
}
