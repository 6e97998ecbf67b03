import { seededRandom } from '../../../src/sandbox/seeded-random.ts';

export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** Throws for an empty list. */
  pick<T>(items: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick(items) {
      if (items.length === 0) throw new Error('There is nothing to pick from.');
      return items[below(items.length)] as (typeof items)[number];
    },
  };
}
