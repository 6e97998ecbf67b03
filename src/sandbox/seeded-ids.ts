const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Ids that look like those of Qualtrics: a prefix and 15 letters or digits. */
export type NextId = (prefix: string) => string;

/** The same ids in the same order for the same seed, so that a failing test fails again. */
export function createSeededIds(seed: number): NextId {
  const random = mulberry32(seed);
  return (prefix) => {
    let id = `${prefix}_`;
    for (let i = 0; i < 15; i++) id += ALPHABET.charAt(Math.floor(random() * ALPHABET.length));
    return id;
  };
}

/** Tommy Ettinger's 32-bit generator: small, and the same on every platform. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
