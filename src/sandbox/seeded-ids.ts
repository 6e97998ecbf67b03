import { seededRandom } from './seeded-random.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Ids that look like those of Qualtrics: a prefix and 15 letters or digits. */
export type NextId = (prefix: string) => string;

/** The same ids in the same order for the same seed, so that a failing test fails again. */
export function createSeededIds(seed: number): NextId {
  const random = seededRandom(seed);
  return (prefix) => {
    let id = `${prefix}_`;
    for (let i = 0; i < 15; i++) id += ALPHABET.charAt(Math.floor(random() * ALPHABET.length));
    return id;
  };
}
