/** Something that a brand was found unable to do; believed for a while, then tried again. */
export interface Finding {
  holds(): boolean;
  note(): void;
}

export function createFinding(lifetimeMs: number, now: () => number = Date.now): Finding {
  let until = Number.NEGATIVE_INFINITY;
  return {
    holds: () => now() < until,
    note: () => {
      until = now() + lifetimeMs;
    },
  };
}
