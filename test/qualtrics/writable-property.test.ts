import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import t from 'tap';
import { type JsonValue, type UserRecord, WRITABLE_FIELDS } from '../../src/qualtrics/records.ts';
import { type WriteOptions, writableRecord } from '../../src/qualtrics/writable.ts';

// What PUT does with what it is sent is not known for certain, so whatever it does must be harmless.
const MODES = ['partial', 'replace', 'refuse-unknown'] as const;
type Body = Record<string, JsonValue | undefined>;

/** A user as Qualtrics might hold it: null for "no value", explicit rights by path. */
interface Held {
  readonly fields: Body;
  readonly rights: Readonly<Record<string, string>>;
}

const TEXTS = WRITABLE_FIELDS.filter((field) => field !== 'permissions');
const RIGHTS = ['a.x.r1', 'a.x.r2', 'a.y.r1', 'b.x.r1'];

function put(held: Held, body: Body, mode: (typeof MODES)[number], statusField: string): Held {
  const keys = new Map(TEXTS.map((field) => [field === 'status' ? statusField : field, field] as const));
  const unknown = Object.keys(body).filter((key) => !keys.has(key) && key !== 'permissions');
  if (mode === 'refuse-unknown' && unknown.length > 0) throw new Error(`refused: ${unknown}`);
  const fields = Object.fromEntries(
    [...keys].map(([key, field]) => [
      field,
      key in body ? body[key] : mode === 'partial' ? held.fields[field] : null,
    ]),
  );
  const sent = statesOf(body.permissions ?? {});
  const rights = mode === 'partial' ? { ...held.rights, ...sent } : sent;
  return { fields, rights: Object.fromEntries(Object.entries(rights).filter(([, s]) => s !== 'userType')) };
}

function get({ fields, rights }: Held, hidden: readonly string[]): UserRecord {
  const shown = Object.entries(fields).filter(([key, value]) => value !== null || !hidden.includes(key));
  return {
    id: 'UR_1',
    username: '',
    ...Object.fromEntries(shown),
    permissions: treeOf(rights),
    lastLoginDate: null,
  };
}

function treeOf(rights: Readonly<Record<string, string>>): JsonValue {
  const leaf = (path: string) => ({ calculatedState: 'on', state: rights[path] ?? 'userType' });
  return {
    a: { x: { r1: leaf('a.x.r1'), r2: leaf('a.x.r2') }, y: { r1: leaf('a.y.r1') } },
    b: { x: { r1: leaf('b.x.r1') } },
  };
}

function statesOf(node: JsonValue, path = ''): Record<string, string> {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) throw new Error(`no tree at ${path}`);
  if (typeof node.state === 'string') return { [path]: node.state };
  return Object.assign(
    {},
    ...Object.entries(node).map(([key, child]) => statesOf(child, path === '' ? key : `${path}.${key}`)),
  );
}

const text = fc.oneof(fc.constant(null), fc.string(), fc.constant('2030-01-01T00:00:00Z'));
const rights = fc.dictionary(fc.constantFrom(...RIGHTS), fc.constantFrom('on', 'off'));
const held = fc.record({
  fields: fc
    .record(Object.fromEntries(TEXTS.map((field) => [field, text])))
    .map((fields): Body => ({ ...fields, username: 'ada@example.com' })),
  rights,
});
const changes = fc.record({
  fields: fc.dictionary(fc.constantFrom(...TEXTS), text),
  rights: fc.option(fc.dictionary(fc.constantFrom(...RIGHTS), fc.constantFrom('on', 'off', 'userType'))),
});

for (const mode of MODES) {
  t.test(`no unnamed field changes, whatever the record and the change: ${mode}`, async () => {
    const property = fc.property(
      held,
      changes,
      fc.subarray([...TEXTS]),
      fc.constantFrom<WriteOptions['permissions']>('overrides', 'raw'),
      fc.constantFrom<WriteOptions['statusField']>('status', 'accountStatus'),
      (was, change, hidden, permissions, statusField) => {
        const before = get(was, hidden);
        const wantedRights = Object.fromEntries(
          Object.entries({ ...was.rights, ...change.rights }).filter(([, state]) => state !== 'userType'),
        );
        const after: UserRecord = {
          ...before,
          ...change.fields,
          ...(change.rights === null ? {} : { permissions: treeOf(wantedRights) }),
        };
        const body = writableRecord(before, after, { statusField, permissions, emailWritable: true });
        const now = put(was, body, mode, statusField);
        assert.deepEqual(now, { fields: { ...was.fields, ...change.fields }, rights: wantedRights });
      },
    );
    fc.assert(property, { seed: 20_260_801, numRuns: 400 });
  });
}
