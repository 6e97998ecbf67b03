/** Everybody of the benchmarks, by number from 0: the same on all sides and in every run. */

export interface Person {
  readonly id: string;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly divisionId: string | null;
}

/** Where the people are before a run: one big group, twenty small ones, the rest in none. */
export interface Divisions {
  readonly big: number;
  readonly small: number;
}

export const BIG_GROUP = 'DV_big0000000000000';
export const SMALL_GROUPS = Array.from(
  { length: 20 },
  (_, group) => `DV_small${String(group).padStart(10, '0')}`,
);

/** The first instant of every account and of every index entry. */
export const MADE_AT = '2026-01-01T00:00:00Z';

export function divisionsOf(users: number): Divisions {
  return { big: Math.min(50_000, users / 2), small: Math.min(1_000, users / 100) };
}

/** How many of the first people are in a group; whoever comes after them is in none. */
export function grouped({ big, small }: Divisions): number {
  return big + small * SMALL_GROUPS.length;
}

export function idOf(number: number): string {
  return `UR_${number.toString(36).padStart(15, '0')}`;
}

export function numberOf(id: string): number {
  return Number.parseInt(id.slice('UR_'.length), 36);
}

export function person(number: number, divisions: Divisions): Person {
  return {
    id: idOf(number),
    userName: `person.${number}@example.com`,
    givenName: `Given${number % 997}`,
    familyName: `Family${number % 7919}`,
    divisionId: divisionOf(number, divisions),
  };
}

function divisionOf(number: number, { big, small }: Divisions): string | null {
  if (number < big) return BIG_GROUP;
  return SMALL_GROUPS[Math.floor((number - big) / small)] ?? null;
}
