import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { compileFilter } from '../../../src/scim/filter/evaluate.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { emails, filters, resources, valueFilters } from './arbitrary-filter.ts';
import { model } from './filter-model.ts';
import { schemas } from './filter-vectors.ts';
import { printed } from './print-filter.ts';

const seeded = { seed: 7644, numRuns: 2000 };

t.test('a filter that is printed and parsed is the same filter', async () => {
  fc.assert(
    fc.property(filters, (filter) => {
      assert.deepEqual(parseFilter(printed(filter), schemas.User), filter);
    }),
    { ...seeded, numRuns: 500 },
  );
});

t.test('a filter matches what the plain rules say', async (t) => {
  const outcomes = new Map<boolean, number>();
  fc.assert(
    fc.property(filters, fc.array(resources, { minLength: 5, maxLength: 5 }), (filter, candidates) => {
      const matches = compileFilter(filter);
      for (const resource of candidates) {
        const expected = model(filter, resource);
        outcomes.set(expected, (outcomes.get(expected) ?? 0) + 1);
        assert.equal(matches(resource), expected, `${printed(filter)} on ${JSON.stringify(resource)}`);
      }
    }),
    seeded,
  );
  t.ok(Math.min(outcomes.get(true) ?? 0, outcomes.get(false) ?? 0) > 1000, 'both outcomes are common');
});

t.test('one value of an attribute matches what the plain rules say', async () => {
  fc.assert(
    fc.property(valueFilters, emails, (filter, value) => {
      assert.equal(compileFilter(filter)(value), model(filter, value), printed(filter));
    }),
    seeded,
  );
});
