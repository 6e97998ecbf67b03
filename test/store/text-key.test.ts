import fc from 'fast-check';
import t from 'tap';
import { textKey } from '../../src/store/postgres/text-key.ts';

/** PostgreSQL refuses an index entry above this; the connection's name stands before the key. */
const LARGEST_ENTRY = 2704;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.string({ unit: fc.constantFrom('\0', '\ud800', '\udc00', 'a', '😀'), maxLength: 6 }),
  fc.integer({ min: 499, max: 502 }).map((length) => '€'.repeat(length)),
  fc.string({ maxLength: 5 }).map(textKey),
  fc.constantFrom('\0', '\ud800', 'x'.repeat(501)).map(textKey),
);

t.test('a key is what PostgreSQL can hold and index', async () => {
  fc.assert(
    fc.property(text, (text) => {
      const key = textKey(text);
      return !key.includes('\0') && key.isWellFormed() && Buffer.byteLength(key) < LARGEST_ENTRY - 1000;
    }),
    { seed: 7643, numRuns: 2000 },
  );
});

t.test('two texts have one key only when they are the same', async () => {
  fc.assert(
    fc.property(text, text, (one, other) => (textKey(one) === textKey(other)) === (one === other)),
    { seed: 7644, numRuns: 5000 },
  );
});

t.test('a usual text is its own key', async (t) => {
  for (const usual of ['', 'ada@example.com', 'Ärzte', "o'neil%_\\", '😀']) t.equal(textKey(usual), usual);
});

t.test('halves of surrogate pairs are told apart', async (t) => {
  t.not(textKey('\ud800'), textKey('\ud801'));
});
