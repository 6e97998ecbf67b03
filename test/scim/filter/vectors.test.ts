import t from 'tap';
import type { Filter } from '../../../src/scim/filter/ast.ts';
import { decodeLiterals } from '../../../src/scim/filter/decode-literals.ts';
import { compileFilter } from '../../../src/scim/filter/evaluate.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { ScimError } from '../../../src/scim/scim-error.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { type FilterVector, fixtures, schemas, vectors } from './filter-vectors.ts';

const intrinsics = () => [
  Reflect.ownKeys(Object.prototype),
  Object.keys,
  Object.assign,
  Object.entries,
  Object.defineProperty,
];
const original = intrinsics();

for (const vector of vectors) {
  t.test(`${vector.id} (${vector.spec})`, async (t) => {
    const start = cpuTime();
    const answer = answerTo(vector);
    const ms = cpuTime() - start;

    if (typeof answer === 'string') {
      t.ok([vector.error, vector.orError].includes(answer), `refused as ${answer}`);
    } else {
      const found = answer.filter((id) => !vector.optional?.includes(id));
      t.same(found, vector.matches, 'the ids that match');
    }
    if (vector.maxMs !== undefined) t.ok(ms < vector.maxMs, `answered in ${ms.toFixed(1)} ms`);
    t.strictSame(intrinsics(), original, 'Object and its prototype are as they were');
  });
}
t.comment(`${vectors.length} filter vectors run`);

/** The ids that match, in the order of the fixtures, or the scimType of the refusal. */
function answerTo({ filter: text, resourceType, level }: FilterVector): string[] | string {
  try {
    const filter = parseFilter(text, schemas[resourceType]);
    const ids = idsOf(filter, resourceType);
    const decoded = level === 'lookup' && ids.length === 0 ? decodeLiterals(filter) : undefined;
    return decoded ? idsOf(decoded, resourceType) : ids;
  } catch (error) {
    if (error instanceof ScimError && error.status === 400) return String(error.scimType);
    throw error;
  }
}

function idsOf(filter: Filter, resourceType: string): string[] {
  const matches = compileFilter(filter);
  return fixtures
    .filter((resource) => resource.meta.resourceType === resourceType && matches(resource))
    .map(({ id }) => id);
}
