import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { compileFilter } from '../../../src/scim/filter/evaluate.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { parsePatchPath } from '../../../src/scim/filter/patch-path.ts';
import { ScimError } from '../../../src/scim/scim-error.ts';
import { labUrn, schemas, vectors } from './filter-vectors.ts';

const schema = schemas.User;
const seeded = { seed: 7644, numRuns: 10_000 };

/** Text that is nearly a filter: pieces of filters in any order. */
const pieces = fc
  .array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.constantFrom(...'()[]." :,'.split('').concat(' and ', ' or ', 'not', ' eq ', ' pr')),
      },
      {
        weight: 4,
        arbitrary: fc.constantFrom('emails', '.value', 'title', '"x"', '1', 'true', 'null', labUrn),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', '\\', '\u0000', '\ud800', 'ß'),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    ),
  )
  .map((parts) => parts.join(''));
const cut = fc
  .tuple(
    fc.constantFrom(...vectors.map(({ filter }) => filter.slice(0, 200))),
    fc.nat(200),
    fc.nat(200),
    pieces,
  )
  .map(([filter, from, to, piece]) => filter.slice(0, from) + piece + filter.slice(to));
const anyText = fc.oneof(fc.string({ unit: 'binary' }), pieces, cut);

t.test(
  'any text is a filter or is refused with a ScimError, and any filter can be asked of any resource',
  async (t) => {
    let parsed = 0;
    fc.assert(
      fc.property(anyText, fc.dictionary(fc.string(), fc.jsonValue()), (text, resource) => {
        const filter = orScimError(() => parseFilter(text, schema), 'invalidFilter');
        if (filter === undefined) return;
        parsed += 1;
        assert.equal(typeof compileFilter(filter)(JSON.parse(JSON.stringify(resource))), 'boolean');
      }),
      seeded,
    );
    t.ok(parsed > 100, `${parsed} of the texts were filters`);
  },
);

t.test('any text is a PATCH path or is refused with a ScimError', async (t) => {
  let parsed = 0;
  fc.assert(
    fc.property(anyText, (text) => {
      if (orScimError(() => parsePatchPath(text, schema), 'invalidPath', 'invalidFilter')) parsed += 1;
    }),
    seeded,
  );
  t.ok(parsed > 100, `${parsed} of the texts were paths`);
});

t.test('100 kB of anything are refused for their length', async () => {
  fc.assert(
    fc.property(fc.oneof(pieces, fc.string({ unit: 'binary' })).filter(Boolean), (piece) => {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      assert.throws(() => parseFilter(text, schema), /longer than 4096 characters/);
      assert.throws(() => parsePatchPath(text, schema), /longer than 4096 characters/);
    }),
    { ...seeded, numRuns: 200 },
  );
});

function orScimError<T>(parse: () => T, ...scimTypes: string[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    assert(
      error instanceof ScimError && error.status === 400 && scimTypes.includes(error.scimType ?? ''),
      String(error),
    );
    return undefined;
  }
}
