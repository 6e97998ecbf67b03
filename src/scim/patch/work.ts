import { ScimError } from '../scim-error.ts';

/** In values rewritten: about a second of one core. */
const LIMIT = 250_000;
const COMPARISONS_PER_REWRITE = 100;

/**
 * What one request may cost: 1,000 operations that each walk through 100,000 values would block the process for
 * minutes. Adding and removing members by their id walks through none.
 */
export class Work {
  #done = 0;

  /** @throws {ScimError} 400 tooMany */
  rewrite(values: number): void {
    this.#done += values;
    if (this.#done > LIMIT) {
      throw new ScimError(400, 'tooMany', 'The operations walk through too many values; send them in parts.');
    }
  }

  /** @throws {ScimError} 400 tooMany */
  compare(comparisons: number): void {
    this.rewrite(comparisons / COMPARISONS_PER_REWRITE);
  }
}
